/// What a directory wants done, in the order in which it came up.
public enum DirectoryEffect: Hashable, Sendable {
  /// Route the `length` bytes from the given offset on toward the identifier. When this node is the
  /// one they lead to, they go to ``Directory/deliver(_:now:)`` at once.
  case send(toward: NodeID, length: Int)
  /// Say where the key lives: ``Directory/place(_:_:now:)``.
  case place(DirectoryKey)
  /// A lookup is over.
  case answered(DirectoryResult)
  /// A root keeps our record: for the first time in this version, or another root than before.
  case published(DirectoryRecord.Identity, version: UInt64, root: NodeID)
  /// A root does not keep our record. `held` is the version that it has instead; a superseded
  /// record has to be published again with a greater one.
  case refused(DirectoryRecord.Identity, version: UInt64, DirectoryOutcome, held: UInt64)
  /// Nobody acknowledged our record; it will be tried again.
  case unanswered(DirectoryRecord.Identity, version: UInt64)
}
