public import OverlayCore

/// A class of traffic that the operator defined, or what the operator changed of one that every node
/// knows.
public struct ClassSettings: Hashable, Sendable {
  /// Its name in configuration and output.
  public var name: String
  /// The number that its packets carry: the same on every node.
  public var number: TrafficClass
  /// What it asks for; the relay, which is named, is filled in by ``relay``.
  public var rule: ClassRule
  /// The name of the node that its packets pass, and whether they pass no other.
  public var relay: RelayName?
  /// Which packets of this host belong to it.
  public var matches: [TrafficMatch]

  /// A relay by name.
  public struct RelayName: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Whether packets pass no other.
    public var isForced: Bool
  }

  /// A class with every field given.
  public init(
    name: String, number: TrafficClass, rule: ClassRule, relay: RelayName? = nil,
    matches: [TrafficMatch] = []
  ) {
    self.name = name
    self.number = number
    self.rule = rule
    self.relay = relay
    self.matches = matches
  }
}
