/// One entry of a routing table as people see it.
public struct TableEntry: Hashable, Sendable {
  /// How many leading digits its nodes share with the table's owner.
  public var level: Int
  /// Their next digit.
  public var digit: Int
  /// The nodes, the primary first.
  public var nodes: [NodeID]
}
