internal import CLinuxNet
internal import OverlayCore

extension UnderlayAddress {
  /// The address in a descriptor of the shim's.
  init(_ descriptor: borrowing clinuxnet_datagram) {
    unsafe self.init(
      family: descriptor.family == 6 ? .ipv6 : .ipv4,
      host: UInt128(descriptor.host_high) << 64 | UInt128(descriptor.host_low),
      port: descriptor.port)
  }
}

extension UnderlayAddress {
  /// The host at the other end of a TCP connection, with port 0; nil when there is none.
  init?(peerOf descriptor: Int32) {
    var (high, low) = (UInt64(0), UInt64(0))
    let family = unsafe clinuxnet_peer_address(descriptor, &high, &low)
    guard family == 4 || family == 6 else { return nil }
    self.init(
      family: family == 6 ? .ipv6 : .ipv4, host: UInt128(high) << 64 | UInt128(low), port: 0)
  }

  /// What one host has to itself: an IPv4 address, and of IPv6 the 64 leading bits (RFC 4291,
  /// section 2.5.1), since it can choose the others as it likes.
  var site: UnderlayAddress {
    family == .ipv4
      ? UnderlayAddress(family: .ipv4, host: host, port: 0)
      : UnderlayAddress(family: .ipv6, host: (host >> 64) << 64, port: 0)
  }
}
