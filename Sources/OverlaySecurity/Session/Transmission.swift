public import OverlayCore

/// A datagram that is ready to be sent.
public struct Transmission: Hashable, Sendable {
  /// Where it lies in the buffer.
  public var range: Range<Int>
  /// Where it goes.
  public var destination: UnderlayAddress
  /// The socket it leaves from, by its place in ``SecureNodeConfiguration/sockets``.
  public var socket: Int
}
