/// What routing did that nobody sees in a packet's fate alone.
public struct RoutingCounters: Hashable, Sendable {
  /// Packets that the network's policy kept from going on.
  public var forbidden: UInt64 = 0
  /// Flows of spreading classes that were given a path.
  public var flowsPlaced: UInt64 = 0
  /// Flows of spreading classes that were given another path than before.
  public var flowsMoved: UInt64 = 0
  /// Member records that were not sent to a neighbour because it had drawn too many.
  public var recordsWithheld: UInt64 = 0
  /// Values of applications' metrics that members sent and that no definition here allows.
  public var metricValuesRefused: UInt64 = 0
}
