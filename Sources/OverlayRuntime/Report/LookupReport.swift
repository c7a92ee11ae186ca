/// What `selvedge lookup` tells. The names of the properties are the keys of its JSON and stay as they
/// are; a property without a value is left out.
public struct LookupReport: Codable, Hashable, Sendable {
  /// One record that the directory keeps.
  public struct Record: Codable, Hashable, Sendable {
    /// Where it lives, 32 hexadecimal digits.
    public var key: String
    /// `node`, `name`, `address`, `application`, or a number.
    public var kind: String
    /// The name of the node that signed it.
    public var owner: String
    /// Its node ID, 32 hexadecimal digits.
    public var ownerNode: String
    /// When it was said, in milliseconds since 1970.
    public var version: UInt64
    /// How long it outlives its owner's silence.
    public var lifetimeSeconds: UInt32
    /// What it says, where that is text.
    public var text: String?
    /// What it says, in hexadecimal digits, where it is neither text nor about a node.
    public var bytes: String?
    /// Where the node listens, in a record about a node.
    public var endpoints: [String]?
  }

  /// The records, by key and owner.
  public var records: [Record]
  /// Whether some answers did not come, so that there may be more records.
  public var isPartial: Bool
}
