/// What `selvedge publish` tells. The names of the properties are the keys of its JSON and stay as
/// they are.
public struct PublicationReport: Codable, Hashable, Sendable {
  /// Where the record lives, 32 hexadecimal digits.
  public var key: String
  /// Whether it was taken back.
  public var isRemoval: Bool
  /// How long it outlives this node's silence.
  public var lifetimeSeconds: UInt32
}
