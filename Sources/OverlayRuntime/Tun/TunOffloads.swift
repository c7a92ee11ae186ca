internal import CLinuxNet

/// What a TUN device leaves to its owner, so that packets pass in larger pieces.
public struct TunOffloads: OptionSet, Hashable, Sendable {
  /// The shim's bits.
  public let rawValue: UInt32

  /// Takes the shim's bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// A header before each packet says how it is to be cut and which checksum it lacks.
  public static let headers = TunOffloads(rawValue: UInt32(clinuxnet_tun_headers))
  /// TCP in packets of up to 64 KiB (TSO for IPv4 and IPv6).
  public static let tcp = TunOffloads(rawValue: UInt32(clinuxnet_tun_tcp))
  /// UDP in packets of up to 64 KiB (USO, since Linux 6.2).
  public static let udp = TunOffloads(rawValue: UInt32(clinuxnet_tun_udp))
  /// Everything that there is.
  public static let all: TunOffloads = [.headers, .tcp, .udp]

  /// What of ``all`` the kernel did not grant, in words; nil when it granted everything.
  public var missing: String? {
    if !contains(.headers) { return "segmentation offload" }
    if !contains(.tcp) { return "TCP segmentation offload" }
    return contains(.udp) ? nil : "UDP segmentation offload"
  }
}
