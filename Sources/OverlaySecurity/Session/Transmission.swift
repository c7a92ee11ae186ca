public import OverlayCore

/// A datagram that is ready to be sent.
public struct Transmission: Hashable, Sendable {
  /// Where it lies in the buffer.
  public var range: Range<Int>
  /// Where it goes.
  public var destination: UnderlayAddress
  /// The socket it leaves from, by its place in ``SecureNodeConfiguration/sockets``.
  public var socket: Int
  /// Whether it may leave and arrive in fragments. One that may not finds out whether the path carries
  /// it whole: IPv4's "don't fragment" is to be set, and what the kernel knows of the path ignored.
  public var mayFragment = true
}
