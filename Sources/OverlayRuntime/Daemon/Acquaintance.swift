internal import OverlayCore
internal import OverlaySecurity

/// Whom this node has known or been called by, beside the members that are there at present: for people
/// who miss somebody in `status`. Nothing is decided by it.
struct Acquaintance {
  /// A member that is known.
  struct Member {
    /// The newest credential of it that is known.
    var credential: Credential
    /// When it fell silent, in seconds since 1970; nil when it was never heard by this daemon, or is
    /// there.
    var lastSeenAt: UInt64?
  }

  /// A node that this one cannot talk to.
  private struct Foreigner: Hashable {
    var who: String
    var mismatch: VersionMismatch
    var at: Instant
  }

  /// How long after its last call a node of another version is spoken of. Events about such calls come
  /// a minute apart, for all such nodes together.
  private static let foreignerAge = Interval.seconds(3_600)
  /// Whoever knows the pre-shared key can call from any address.
  private static let foreignersMax = 8

  private var members: [NodeID: Member] = [:]
  /// The newest last.
  private var foreigners: [Foreigner] = []

  /// The members that the state directory knew.
  init(members records: [MemberRecord]) {
    for record in records.prefix(Limits.membersMax) {
      guard let credential = try? Credential(decoding: record.credential) else { continue }
      members[credential.node] = Member(credential: credential)
    }
  }

  /// A member came, changed, fell silent or left. Who has left on purpose is not missed.
  mutating func note(
    _ node: NodeID, _ change: MemberChange, _ credential: Credential?, unixSeconds: UInt64
  ) {
    switch change {
    case .joined, .updated:
      guard let credential, members[node] != nil || members.count < Limits.membersMax else {
        return
      }
      members[node] = Member(credential: credential)
    case .lost: members[node]?.lastSeenAt = unixSeconds
    case .departed: members[node] = nil
    }
  }

  /// The known members that are none of `present`, by name.
  func absent(besides present: Set<NodeID>) -> [Member] {
    members.values.filter { !present.contains($0.credential.node) }
      .sorted {
        ($0.credential.name, $0.credential.node) < ($1.credential.name, $1.credential.node)
      }
  }

  /// A node of another version called.
  mutating func cannotTalk(to who: String, _ mismatch: VersionMismatch, now: Instant) {
    foreigners.removeAll { $0.who == who }
    if foreigners.count == Self.foreignersMax { foreigners.removeFirst() }
    foreigners.append(Foreigner(who: who, mismatch: mismatch, at: now))
  }

  /// What to say of nodes of other versions that have called lately, a sentence each.
  func versionWarnings(now: Instant) -> [String] {
    foreigners.filter { now - $0.at < Self.foreignerAge }
      .map { "cannot talk to \($0.who): \($0.mismatch)" }
  }
}
