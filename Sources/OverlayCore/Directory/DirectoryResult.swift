/// What came of a lookup.
public struct DirectoryResult: Hashable, Sendable {
  /// How much of an answer there was.
  public enum Answer: Hashable, Sendable {
    /// The root's whole answer; no record means that it has none.
    case whole
    /// Some of the root's frames did not come, or their records' proofs did not hold.
    case part
    /// Nobody answered.
    case none
  }

  /// What ``Directory/lookUp(_:kind:now:)`` returned.
  public var request: UInt32
  /// The key.
  public var key: DirectoryKey
  /// The kind that was asked for; nil for every kind.
  public var kind: DirectoryKind?
  /// The newest version of each owner's records, in order of owner and kind.
  public var records: [DirectoryRecord]
  /// How much of an answer there was.
  public var answer: Answer
}
