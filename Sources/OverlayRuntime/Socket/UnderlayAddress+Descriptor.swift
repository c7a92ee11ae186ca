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
