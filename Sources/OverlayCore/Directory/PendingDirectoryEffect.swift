/// A directory's effect before it is drained: frames are encoded when they leave.
enum PendingDirectoryEffect: Sendable {
  /// Our own record to its root.
  case publication(DirectoryRecord.Identity)
  /// A kept record to a replica, or to the key's root.
  case copy(DirectoryRecord.Identity, toward: NodeID)
  /// Our own question.
  case lookup(UInt32)
  /// A kept record to whoever asked for it.
  case answer(DirectoryRecord.Identity, DirectoryLookup, number: UInt8, count: UInt8)
  /// That there is none.
  case nothing(DirectoryLookup)
  case acknowledgement(DirectoryAcknowledgement)
  case event(DirectoryEffect)

  /// Whether it must not be lost: what the layers of this node tell each other.
  var isEssential: Bool {
    if case .event = self { true } else { false }
  }
}
