/// Which addresses of the underlay a test overlay uses.
enum UnderlayFamily {
  case ipv4
  case ipv6

  /// The address of an uplink in this family, as configuration files write it.
  func endpoint(_ uplink: Uplink, port: Int) -> String {
    switch self {
    case .ipv4: "\(uplink.ipv4):\(port)"
    case .ipv6: "[\(uplink.ipv6)]:\(port)"
    }
  }
}
