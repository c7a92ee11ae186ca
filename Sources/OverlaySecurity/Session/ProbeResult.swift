public import OverlayCore

/// The answer to a probe.
public struct ProbeResult: Hashable, Sendable {
  /// What ``SecureNode/probe(_:trafficClass:now:)`` returned.
  public var identifier: UInt32
  /// Who answered.
  public var node: NodeID
  /// From sending to answer.
  public var roundTrip: Interval
}
