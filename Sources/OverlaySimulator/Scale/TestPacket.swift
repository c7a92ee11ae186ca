public import OverlayCore

/// What became of one test packet.
public struct TestPacket: Hashable, Sendable {
  /// The host that sent it.
  public var source: Int
  /// The host that it was for.
  public var destination: Int
  /// When it set out.
  public var sent: Instant
  /// When its first copy was delivered; `never` when none was.
  public var delivered = Instant.never
  /// How many links the delivered copy crossed.
  public var hops = 0
  /// The host that passed the delivered copy on; nil when it came straight or over several.
  public var relay: Int?
  /// How many copies reached their destination, of which the node lets through but one.
  public var deliveries = 0
  /// Why its last copy went no further, when a node dropped it.
  public var drop: DropReason?
  /// Copies that are under way.
  var underWay = 0

  /// Whether it arrived.
  public var isDelivered: Bool { delivered != .never }

  init(source: Int, destination: Int, sent: Instant) {
    self.source = source
    self.destination = destination
    self.sent = sent
  }
}
