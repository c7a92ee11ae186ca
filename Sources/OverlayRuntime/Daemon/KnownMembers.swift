internal import OverlayCore
internal import OverlaySecurity

/// The members that this node knows, also those that are away, and nodes of other versions that have called
/// it: for `status` alone. Nothing is decided by it.
struct KnownMembers {
  /// A member that is known.
  struct Member {
    /// The newest credential of it that is known.
    var credential: Credential
    /// When it fell silent, in seconds since 1970; nil when it was never heard by this daemon, or is
    /// there.
    var lastSeenAt: UInt64?
    /// Whether it is there at present.
    var isPresent = false
  }

  /// A node that this one cannot talk to.
  private struct IncompatibleNode: Hashable {
    var who: String
    var mismatch: VersionMismatch
    var at: Instant
  }

  /// How long after its last call a node of another version is spoken of. Events about such calls come
  /// a minute apart, for all such nodes together.
  private static let incompatibleAge = Interval.seconds(3_600)
  /// Whoever knows the pre-shared key can call from any address.
  private static let incompatibleMax = 8

  private var members: [NodeID: Member] = [:]
  /// The newest last.
  private var incompatible: [IncompatibleNode] = []

  /// The members that the state directory knew.
  init(members records: [MemberRecord]) {
    for record in records.prefix(Limits.membersMax) {
      guard let credential = try? Credential(decoding: record.credential) else { continue }
      members[credential.node] = Member(credential: credential)
    }
  }

  /// A member came, changed, fell silent or left; who says that it leaves is no longer listed.
  mutating func note(
    _ node: NodeID, _ change: MemberChange, _ credential: Credential?, unixSeconds: UInt64
  ) {
    switch change {
    case .joined, .updated:
      guard let credential else { return }
      if members[node] == nil, members.count >= Limits.membersMax { forgetAbsent() }
      members[node] = Member(credential: credential, isPresent: true)
    case .lost:
      members[node]?.isPresent = false
      members[node]?.lastSeenAt = unixSeconds
    case .departed: members[node] = nil
    }
  }

  /// Forgets the absent member whose last sight is longest ago.
  private mutating func forgetAbsent() {
    let oldest = members.values.filter { !$0.isPresent }.min {
      ($0.lastSeenAt ?? 0, $0.credential.node) < ($1.lastSeenAt ?? 0, $1.credential.node)
    }
    if let oldest { members[oldest.credential.node] = nil }
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
    incompatible.removeAll { $0.who == who }
    if incompatible.count == Self.incompatibleMax { incompatible.removeFirst() }
    incompatible.append(IncompatibleNode(who: who, mismatch: mismatch, at: now))
  }

  /// What to say of nodes of other versions that have called lately, a sentence each.
  func versionWarnings(now: Instant) -> [String] {
    incompatible.filter { now - $0.at < Self.incompatibleAge }
      .map { "cannot talk to \($0.who): \($0.mismatch)" }
  }
}
