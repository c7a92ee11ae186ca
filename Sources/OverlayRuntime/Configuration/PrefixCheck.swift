public import OverlayCore

/// How a node tells whether a prefix behind it can be reached.
public enum PrefixCheck: Hashable, Sendable {
  /// The host answers ICMP echo requests; the port is 0.
  case ping(UnderlayAddress)
  /// The host accepts TCP connections at the port.
  case tcp(UnderlayAddress)
  /// The interface is up and has a carrier.
  case interface(String)
}

extension PrefixCheck: CustomStringConvertible {
  /// Parses `ping 10.1.0.1`, `tcp 10.1.0.1:80` or `interface eth1`; nil when it is anything else.
  public init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard words.count == 2 else { return nil }
    let object = words[1]
    switch words[0] {
    case "ping":
      if let address = IPNotation.parseIPv4(object) {
        self = .ping(UnderlayAddress(ipv4: address, port: 0))
      } else if let address = IPNotation.parseIPv6(object) {
        self = .ping(UnderlayAddress(family: .ipv6, host: address, port: 0))
      } else {
        return nil
      }
    case "tcp":
      guard let address = UnderlayAddress(object), address.port > 0 else { return nil }
      self = .tcp(address)
    case "interface":
      let isName = object.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }
      guard isName, 1...15 ~= object.utf8.count, object != ".", object != "..",
        !object.utf8.contains(UInt8(ascii: "\"")), !object.utf8.contains(UInt8(ascii: "\\"))
      else { return nil }
      self = .interface(String(object))
    default: return nil
    }
  }

  /// The notation of config.yaml.
  public var description: String {
    switch self {
    case .ping(let address):
      switch address.family {
      case .ipv4: "ping \(IPNotation.ipv4(UInt32(truncatingIfNeeded: address.host)))"
      case .ipv6: "ping \(IPNotation.ipv6(address.host))"
      }
    case .tcp(let address): "tcp \(address)"
    case .interface(let name): "interface \(name)"
    }
  }
}
