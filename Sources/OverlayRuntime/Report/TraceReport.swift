/// One line of `selvedge trace`: a node that the packet passed. The names of the properties are
/// the keys of its JSON and stay as they are.
public struct TraceReport: Codable, Hashable, Sendable {
  /// How many transmissions it took to get there, from 1.
  public var hop: Int
  /// The node's name.
  public var name: String
  /// Its node ID, 32 hexadecimal digits.
  public var node: String
  /// Whether that is where the packet was going.
  public var isDestination: Bool
  /// From sending the packet to this node's answer.
  public var roundTripMilliseconds: Double
}
