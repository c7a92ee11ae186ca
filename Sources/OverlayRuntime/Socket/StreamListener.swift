internal import CLinuxNet
public import OverlayCore

/// A TCP socket that listens, in the network namespace in which it was made.
public struct StreamListener: ~Copyable {
  /// Connections that may wait to be accepted.
  private static let backlog: Int32 = 128

  /// The descriptor's owner.
  let socket: OwnedDescriptor
  /// The address, with the port that the kernel chose for 0.
  public let address: UnderlayAddress

  /// Binds and listens; accepting does not block.
  ///
  /// - Parameter isInherited: whether programs that this process starts keep it open.
  public init(bindingTo address: UnderlayAddress, isInherited: Bool = false) throws(SystemError) {
    var address = address
    let result = unsafe clinuxnet_tcp_listen(
      address.family.rawValue, UInt64(truncatingIfNeeded: address.host >> 64),
      UInt64(truncatingIfNeeded: address.host), &address.port, Self.backlog, isInherited ? 1 : 0)
    socket = OwnedDescriptor(try SystemError.check(result))
    self.address = address
  }

  /// The descriptor, valid as long as this lives.
  public var descriptor: Int32 { socket.number }
}
