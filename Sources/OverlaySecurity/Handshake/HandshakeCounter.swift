/// Which of its node's initiations one is, to tell a new one from a replay: a responder keeps the
/// greatest that it has seen used from each node.
///
/// It does not hang on a clock: the incarnation comes from the state directory and grows with each
/// start, and the number grows with each initiation of that incarnation.
public struct HandshakeCounter: Hashable, Comparable, Sendable {
  /// The initiator's incarnation, at most ``OverlayCore/Limits/incarnationMax``.
  public let incarnation: UInt64
  /// Counts the initiations of that incarnation, from zero.
  public let number: UInt64

  /// Bytes on the wire.
  public static let byteCount = 16

  /// A counter with both parts.
  public init(incarnation: UInt64, number: UInt64) {
    self.incarnation = incarnation
    self.number = number
  }

  /// Orders by incarnation, then by number.
  public static func < (left: HandshakeCounter, right: HandshakeCounter) -> Bool {
    (left.incarnation, left.number) < (right.incarnation, right.number)
  }
}
