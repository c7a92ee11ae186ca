public import OverlayCore

/// A packet that has arrived and been opened.
public struct Delivery: Hashable, Sendable {
  /// Where the payload lies in the buffer.
  public var payload: Range<Int>
  /// The member that sent it: proved by its keys.
  public var source: NodeID
  /// The class it was sent under.
  public var trafficClass: TrafficClass
  /// What it carries.
  public var kind: PayloadKind
}
