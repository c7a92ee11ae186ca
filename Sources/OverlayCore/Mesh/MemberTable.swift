/// Who belongs to the network, as far as this node knows. Slot 0 is the node itself.
struct MemberTable {
  /// What has become of a member.
  enum Status: UInt8 {
    /// Part of the network.
    case present
    /// Unheard of for long: not routed to and not vouched for, but still called now and then,
    /// or two halves of a long partition would never meet again.
    case lost
    /// Has left, by its own signed record: forgotten unless it comes back with a new incarnation or
    /// proves that it is there.
    case departed
    /// Put out by this node, as when its credential is revoked.
    case expelled
  }

  /// One member.
  struct Member {
    /// The newest that it has signed. While it is present although that says that it has left, it has
    /// proved that it is there and does not know yet which record of its own to outrank.
    var record: MemberRecord
    var status: Status
    /// When there last was a working link to it, ours or a neighbour's.
    var lastReachable: Instant
  }

  /// Changes with each change of who is present.
  private(set) var digest: UInt64 = 0
  private var members: [Member?]
  /// What packets ask of a slot, apart from the records: those hold arrays, and reading them
  /// would count references.
  private var nodes: [NodeID]
  private var presence: [Bool]
  private var slots: NodeIndex

  /// A table of at most `capacity` members, ourselves among them.
  init(own record: MemberRecord, capacity: Int = Limits.membersMax, now: Instant) {
    members = Array(repeating: nil, count: capacity)
    nodes = Array(repeating: NodeID(0), count: capacity)
    presence = Array(repeating: false, count: capacity)
    slots = NodeIndex(capacity: capacity)
    nodes[0] = record.node
    presence[0] = true
    members[0] = Member(record: record, status: .present, lastReachable: now)
    slots[record.node] = 0
    digest = Self.digest(of: record)
  }

  /// Slots that may hold members.
  var capacity: Int { members.count }

  /// The member in `slot`, of any status.
  subscript(slot: Int) -> Member? { members[slot] }

  /// The slot of `node`, of any status.
  func slot(of node: NodeID) -> Int? { slots[node] }

  /// Whether the slot holds a member that is part of the network.
  func isPresent(_ slot: Int) -> Bool { presence[slot] }

  /// The node in a slot that is known to be taken.
  func node(in slot: Int) -> NodeID { nodes[slot] }

  /// How many are present, ourselves included.
  var presentCount: Int { presence.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// What a record did to the table.
  enum Admission: Hashable {
    /// A member that was not present now is.
    case joined(slot: Int)
    /// A present member's record was replaced.
    case updated(slot: Int)
    /// A member says that it has left.
    case departed(slot: Int)
    /// Nothing new.
    case known
    /// No room.
    case full
  }

  /// Takes in a verified record. `isDirect` when the node itself just proved that it is there,
  /// which outranks whatever was said about it.
  mutating func admit(_ record: MemberRecord, isDirect: Bool, now: Instant) -> Admission {
    guard let slot = slots[record.node] else {
      // Whoever is not known need not be forgotten.
      return record.hasDeparted ? .known : insert(record, now: now)
    }
    guard slot != 0, let member = members[slot] else { return .known }
    let isNewer = record.isNewer(than: member.record)
    if record.hasDeparted {
      guard isNewer else { return .known }
      replace(
        slot, with: Member(record: record, status: .departed, lastReachable: member.lastReachable))
      return member.status == .departed ? .known : .departed(slot: slot)
    }
    guard member.status != .present else {
      guard isNewer else { return .known }
      replace(slot, with: Member(record: record, status: .present, lastReachable: now))
      return .updated(slot: slot)
    }
    let isBack =
      member.status == .lost ? isNewer : record.incarnation > member.record.incarnation
    guard isDirect || isBack else { return .known }
    replace(
      slot,
      with: Member(
        record: isNewer ? record : member.record, status: .present, lastReachable: now))
    return .joined(slot: slot)
  }

  /// Replaces our own record.
  mutating func setOwn(_ record: MemberRecord, now: Instant) {
    replace(0, with: Member(record: record, status: .present, lastReachable: now))
  }

  /// Notes that a working link to the member exists.
  mutating func noteReachable(_ slot: Int, now: Instant) {
    members[slot]?.lastReachable = now
  }

  /// Changes a member's status; true when that changed anything.
  mutating func set(_ slot: Int, _ status: Status) -> Bool {
    guard slot != 0, var member = members[slot], member.status != status else { return false }
    member.status = status
    replace(slot, with: member)
    return true
  }

  private mutating func insert(_ record: MemberRecord, now: Instant) -> Admission {
    guard let slot = freeSlot() else { return .full }
    if let old = members[slot] { slots[old.record.node] = nil }
    slots[record.node] = slot
    replace(slot, with: Member(record: record, status: .present, lastReachable: now))
    return .joined(slot: slot)
  }

  /// An empty slot, or that of the member gone for the longest.
  private func freeSlot() -> Int? {
    if let empty = members.firstIndex(where: { $0 == nil }) { return empty }
    let gone = members.indices.filter { !isPresent($0) }
    return gone.min {
      (members[$0]?.lastReachable ?? .zero) < (members[$1]?.lastReachable ?? .zero)
    }
  }

  private mutating func replace(_ slot: Int, with member: Member) {
    if let old = members[slot], old.status == .present { digest ^= Self.digest(of: old.record) }
    if member.status == .present { digest ^= Self.digest(of: member.record) }
    members[slot] = member
    nodes[slot] = member.record.node
    presence[slot] = member.status == .present
  }

  /// A mixing function over what tells versions apart; sums of these are compared, so that the
  /// order of arrival does not matter.
  private static func digest(of record: MemberRecord) -> UInt64 {
    var random = SeededRandom(
      seed: UInt64(truncatingIfNeeded: record.node.value)
        ^ UInt64(truncatingIfNeeded: record.node.value >> 64) &* 0x9e37_79b9_7f4a_7c15
        ^ record.incarnation &* 0xbf58_476d_1ce4_e5b9
        ^ UInt64(record.sequence) &* 0x94d0_49bb_1331_11eb)
    return random.next()
  }
}
