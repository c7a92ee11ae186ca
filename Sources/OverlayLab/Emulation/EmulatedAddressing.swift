public import OverlayCore

/// Which loopback addresses stand for which hosts.
///
/// ```
///   host i listens on          127.10.0.(i+1):port
///   the emulator listens on    127.20.0.(j+1):port    for every host j and port
///   i sends to j               127.10.0.(i+1):p  ->  127.20.0.(j+1):q
///   after the path's delay     127.20.0.(i+1):p  ->  127.10.0.(j+1):q
/// ```
///
/// So i knows j as `127.20.0.(j+1)`, j knows i as `127.20.0.(i+1)`, and answers find their way
/// without either noticing what stands between them. On Linux all of 127.0.0.0/8 is the host
/// itself, which needs no privilege and no setup.
public enum EmulatedAddressing {
  /// The most hosts: the last octet, without 0 and 255.
  public static let hostsMax = 254

  private static let hostNetwork: UInt32 = 127 << 24 | 10 << 16
  private static let emulatorNetwork: UInt32 = 127 << 24 | 20 << 16

  /// Where the host itself listens.
  public static func local(_ endpoint: EmulatedEndpoint) -> UnderlayAddress {
    UnderlayAddress(ipv4: hostNetwork | UInt32(endpoint.host + 1), port: endpoint.port)
  }

  /// Where other hosts reach it.
  public static func remote(_ endpoint: EmulatedEndpoint) -> UnderlayAddress {
    UnderlayAddress(ipv4: emulatorNetwork | UInt32(endpoint.host + 1), port: endpoint.port)
  }

  /// The host that listens at a local address; nil for any other address.
  public static func endpoint(local address: UnderlayAddress) -> EmulatedEndpoint? {
    endpoint(address, in: hostNetwork)
  }

  /// The host that others reach at an address; nil for any other address.
  public static func endpoint(remote address: UnderlayAddress) -> EmulatedEndpoint? {
    endpoint(address, in: emulatorNetwork)
  }

  private static func endpoint(
    _ address: UnderlayAddress, in network: UInt32
  ) -> EmulatedEndpoint? {
    guard address.family == .ipv4 else { return nil }
    let value = UInt32(truncatingIfNeeded: address.host)
    guard value & 0xffff_ff00 == network, 1...UInt32(hostsMax) ~= value & 0xff else { return nil }
    return EmulatedEndpoint(host: Int(value & 0xff) - 1, port: address.port)
  }
}
