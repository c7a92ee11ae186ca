/// What became of a record that a node was asked to keep.
public enum DirectoryOutcome: UInt8, Hashable, Sendable, CaseIterable {
  /// It is kept, and is new or newer than what was.
  case stored = 0
  /// It was known; it is kept for as long as its owner says.
  case known = 1
  /// A newer version is known, which stays.
  case superseded = 2
  /// It was too old to be kept at all.
  case expired = 3
  /// The node keeps as much as it may.
  case nodeIsFull = 4
  /// The node keeps as much of that owner's as it may.
  case ownerIsFull = 5
  /// The node keeps as many records of that key as it may.
  case keyIsFull = 6

  /// Whether the record is kept.
  public var isKept: Bool { self == .stored || self == .known }
}
