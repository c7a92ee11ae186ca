internal import OverlayCore
internal import OverlaySecurity
internal import Synchronization

/// Writes what a restart should know, in the background: flushing a file to its device takes
/// milliseconds that packets do not have.
final class StateWriter: Sendable {
  /// What was written last.
  private struct Written {
    var generation = 0
    var members: [MemberRecord]
    var revocations: [Revocation]
    var signedTime: UInt64
  }

  private let state: StateDirectory
  private let written: Mutex<Written>

  /// A writer that finds all this written already.
  init(
    state: StateDirectory, members: [MemberRecord], revocations: [Revocation], signedTime: UInt64
  ) {
    self.state = state
    written = Mutex(
      Written(members: members, revocations: revocations, signedTime: signedTime))
  }

  /// Writes what has changed, unless a later generation was written meanwhile.
  func write(
    generation: Int, members: [MemberRecord], revocations: [Revocation], signedTime: UInt64
  ) throws(StateError) {
    try written.withLock { written throws(StateError) in
      guard generation > written.generation else { return }
      if written.members != members { try state.store(members: members) }
      if written.revocations != revocations { try state.store(revocations: revocations) }
      if written.signedTime < signedTime { try state.store(signedTime: signedTime) }
      written = Written(
        generation: generation, members: members, revocations: revocations,
        signedTime: max(signedTime, written.signedTime))
    }
  }
}
