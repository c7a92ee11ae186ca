import OverlayCore

/// How much this node sends to addresses from which nothing has come: beacons of links on trial, toward
/// addresses that members have named (docs/decisions/0020 and 0030).
///
/// The bounds hold for the node, however many members name an address, and for a range of addresses as
/// for one, because whoever names a victim's neighbours fills the same line. A link's trial takes
/// eighteen beacons in its first round, and eight links may be on trial toward one host
/// (``TraversalTiming/trialsPerHostMax``): as many may leave at once, and two a second, some 200 bytes,
/// in the long run.
///
/// The members whose trials they are share each bound: one may use as much as it leaves, and at most
/// half (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998). So one
/// member that names a host in vain gets half of its beacons, two a third each, and whoever comes
/// next finds as much as the greediest has had. What a member has had comes back at its part of the whole
/// rate, with one part left over, so that this stays so in the long run. The places of the table are shared
/// by the same rule, or a member that names a thousand hosts would stop everybody's trials.
///
/// Rejected: a fixed part for each member (with few members most of it would lie idle, with many
/// it would not be theirs).
struct TrialBudget: Sendable {
  static let hostSpacing = Interval.milliseconds(500)
  static let hostBurst = hostSpacing * 144
  static let rangeSpacing = Interval.milliseconds(250)
  static let rangeBurst = rangeSpacing * 288
  /// Hosts, and as many ranges, that are counted at once; beyond that no other is tried.
  static let entriesMax = 1_024
  /// Members that are told apart at one host or range: all of a mesh.
  static let sharesMax = Limits.membersMax

  private var hosts = Table(spacing: hostSpacing, burst: hostBurst)
  private var ranges = Table(spacing: rangeSpacing, burst: rangeBurst)

  /// Whether one more datagram of a trial of `member`'s addresses may go to one of them now; counts it
  /// if so.
  mutating func admits(_ address: UnderlayAddress, of member: NodeID, now: Instant) -> Bool {
    // The host is asked first: what it refuses must not use up its neighbours' range.
    hosts.admits(address.host, of: member, now: now)
      && ranges.admits(Self.range(of: address), of: member, now: now)
  }

  /// The address without the bits that one site gives out itself: IPv4's /24 or IPv6's /48.
  static func range(of address: UnderlayAddress) -> UInt128 {
    switch address.family {
    case .ipv4: UInt128(1) << 64 | UInt128(address.host & 0xffff_ff00)
    case .ipv6: (address.host >> 80) << 80
    }
  }

  /// What one member has had of an entry's budget.
  private struct Share: Sendable {
    let member: NodeID
    var gate = RateGate()
  }

  /// A host or a range, and what has gone there.
  private struct Entry: Sendable {
    let key: UInt128
    /// Who named it first, whose place in the table this is.
    let owner: NodeID
    var gate = RateGate()
    var shares: [Share] = []

    /// Whether nothing of its past matters any more.
    func isFull(at now: Instant) -> Bool {
      gate.isFull(at: now) && shares.allSatisfy { $0.gate.isFull(at: now) }
    }

    /// Into how many parts the lasting rate is divided: one for each member that has had something lately,
    /// and one for the next.
    func parts(at now: Instant) -> UInt64 {
      UInt64(max(shares.count { !$0.gate.isFull(at: now) }, 1)) + 1
    }

    /// The member's place among the shares, made when there is none; nil when all are in use.
    mutating func share(of member: NodeID, now: Instant) -> Int? {
      if let known = shares.firstIndex(where: { $0.member == member }) { return known }
      shares.removeAll { $0.gate.isFull(at: now) }
      guard shares.count < sharesMax else { return nil }
      shares.append(Share(member: member))
      return shares.count - 1
    }
  }

  /// The entries of one kind, and what each may have.
  private struct Table: Sendable {
    let spacing: Interval
    let burst: Interval
    /// Sorted by key.
    private var entries: [Entry] = []

    init(spacing: Interval, burst: Interval) {
      (self.spacing, self.burst) = (spacing, burst)
    }

    mutating func admits(_ key: UInt128, of member: NodeID, now: Instant) -> Bool {
      guard let index = place(of: key, for: member, now: now),
        let share = entries[index].share(of: member, now: now)
      else { return false }
      let left = burst - entries[index].gate.backlog(at: now)
      let most = min(left, burst.scaled(by: 0.5))
      let parts = entries[index].parts(at: now)
      return entries[index].shares[share].gate.admits(
        spacing: spacing * parts, burst: most * parts, now: now)
        && entries[index].gate.admits(spacing: spacing, burst: burst, now: now)
    }

    /// The place of an entry, made when there is none; nil when the member has had its part of them.
    private mutating func place(of key: UInt128, for member: NodeID, now: Instant) -> Int? {
      var index = firstPlace(from: key)
      if index < entries.count, entries[index].key == key { return index }
      if !hasRoom(for: member) {
        entries.removeAll { $0.isFull(at: now) }
        guard hasRoom(for: member) else { return nil }
        index = firstPlace(from: key)
      }
      entries.insert(Entry(key: key, owner: member), at: index)
      return index
    }

    private func hasRoom(for member: NodeID) -> Bool {
      entries.count { $0.owner == member } < entriesMax - entries.count
    }

    private func firstPlace(from key: UInt128) -> Int {
      var (low, high) = (0, entries.count)
      while low < high {
        let middle = (low + high) / 2
        if entries[middle].key < key { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
