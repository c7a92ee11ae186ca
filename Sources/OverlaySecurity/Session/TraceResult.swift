public import OverlayCore

/// One node's answer to a trace.
public struct TraceResult: Hashable, Sendable {
  /// What ``SecureNode/trace(_:trafficClass:now:)`` returned.
  public var identifier: UInt32
  /// How many transmissions it took to get there, from 1.
  public var hop: Int
  /// Who answered.
  public var node: NodeID
  /// Whether that is where the packet was going.
  public var isDestination: Bool
  /// From sending to this answer.
  public var roundTrip: Interval
}
