internal import CLinuxNet
internal import Glibc

/// A network device whose other end is this process: the host's packets for the overlay.
///
/// It disappears with its owner.
public final class TunDevice {
  private let file: OwnedDescriptor
  /// The device's name, with the number that the kernel chose for `%d`.
  public let name: String

  /// Creates a device. `%d` in `name` becomes the first free number.
  public init(name: String) throws(TunError) {
    var chosen = [CChar](repeating: 0, count: 16)
    let result = unsafe clinuxnet_tun_open(name, &chosen)
    guard result >= 0 else {
      let error = SystemError(code: -result)
      if error.isPermission { throw .forbidden(name: name) }
      if error.code == EBUSY { throw .taken(name: name) }
      if error.isMissing || error.code == ENODEV || error.code == ENXIO {
        throw .unavailable(error)
      }
      throw .configuration(step: "set the name", name: name, error)
    }
    file = OwnedDescriptor(result)
    let bytes = chosen.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self.name = String(decoding: bytes, as: UTF8.self)
  }

  /// The descriptor to register with the loop.
  public var descriptor: Int32 { file.number }

  /// Sets the largest packet, in bytes.
  public func setMTU(_ bytes: Int) throws(TunError) {
    try configure("set the MTU", unsafe clinuxnet_interface_set_mtu(name, Int32(bytes)))
  }

  /// Gives the device its IPv4 address; the kernel adds the route to its prefix.
  public func setIPv4(_ address: UInt32, prefixLength: Int) throws(TunError) {
    try configure(
      "set the IPv4 address",
      unsafe clinuxnet_interface_set_ipv4(name, address, Int32(prefixLength)))
  }

  /// Gives the device an IPv6 address; the kernel adds the route to its prefix.
  public func addIPv6(_ address: UInt128, prefixLength: Int) throws(TunError) {
    try configure(
      "set the IPv6 address",
      unsafe clinuxnet_interface_add_ipv6(
        name, UInt64(truncatingIfNeeded: address >> 64), UInt64(truncatingIfNeeded: address),
        Int32(prefixLength)))
  }

  /// Starts the flow of packets.
  public func setUp() throws(TunError) {
    try configure("set the state", unsafe clinuxnet_interface_set_up(name))
  }

  /// Sends an IPv4 prefix through the device.
  public func addRoute(ipv4 prefix: UInt32, prefixLength: Int) throws(TunError) {
    try configure(
      "set a route", unsafe clinuxnet_route_add_ipv4(name, prefix, Int32(prefixLength)))
  }

  /// Sends an IPv6 prefix through the device.
  public func addRoute(ipv6 prefix: UInt128, prefixLength: Int) throws(TunError) {
    try configure(
      "set a route",
      unsafe clinuxnet_route_add_ipv6(
        name, UInt64(truncatingIfNeeded: prefix >> 64), UInt64(truncatingIfNeeded: prefix),
        Int32(prefixLength)))
  }

  private func configure(_ step: String, _ result: Int32) throws(TunError) {
    guard result < 0 else { return }
    let error = SystemError(code: -result)
    if error.code == EPERM { throw .forbidden(name: name) }
    throw .configuration(step: step, name: name, error)
  }

  /// Reads one packet into an arena's buffer from `offset` on, at most `bytesMax` bytes; nil when
  /// none waits.
  public func read(
    into arena: borrowing PacketArena, buffer: Int, at offset: Int, bytesMax: Int
  ) -> Int? {
    precondition(offset >= 0 && offset + bytesMax <= PacketArena.bufferBytes, "outside")
    let count = unsafe Glibc.read(file.number, arena.pointer(buffer) + offset, bytesMax)
    return count > 0 ? count : nil
  }

  /// Hands one packet to the host; false when it refused.
  @discardableResult
  public func write(
    _ arena: borrowing PacketArena, buffer: Int, range: Range<Int>
  ) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= PacketArena.bufferBytes, "outside")
    return unsafe Glibc.write(
      file.number, arena.pointer(buffer) + range.lowerBound, range.count) == range.count
  }
}
