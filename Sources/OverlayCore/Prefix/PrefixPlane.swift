/// What a node knows under prefix routing: its table, its peers, and what it is asking them.
struct PrefixPlane {
  /// What we tell others to call us by.
  var own: Contact
  let profile: PrefixProfile
  var table: RoutingTable
  var peers = PeerTable()
  var dead = RememberedDead()
  var relays = Relays()
  var join = JoinProgress()
  /// Whether this node found by itself that its mesh has been outgrown.
  var isPioneer = false
  var search: NeighbourSearch?
  var requests: [OutstandingRequest] = []
  var multicasts: [Multicast] = []
  var limiter = NeighbourLimiter()
  var counters = PrefixCounters()
  /// Nodes that are measured in order to keep the table near.
  var measuring: [(contact: Contact, deadline: Instant)] = []
  var nextRepair = Instant.never
  var nextLocality = Instant.never
  /// Between looks for nearer nodes: short after a join, then longer.
  var localityPause = Interval.zero
  /// When peers in whom nobody has an interest are next looked for.
  var nextSweep = Instant.never
  /// Repairs still to come in quick succession, and the level that they are about.
  var urgentRepairs = 0
  var repairLevel = 0
  private var lastRequest: UInt16 = 0

  /// A plane that knows nobody.
  init(own: Contact, profile: PrefixProfile) {
    self.own = own
    self.profile = profile
    table = RoutingTable(own: own.node, base: profile.base, backupsMax: profile.backupsMax)
  }

  /// When something is due.
  var nextDeadline: Instant {
    var deadline = min(nextRepair, nextLocality, nextSweep, join.deadline)
    deadline = min(deadline, relays.nextDeadline)
    if let search { deadline = min(deadline, search.nextExpiry) }
    for request in requests { deadline = min(deadline, request.deadline) }
    for measurement in measuring { deadline = min(deadline, measurement.deadline) }
    for multicast in multicasts {
      for branch in multicast.branches { deadline = min(deadline, branch.deadline) }
    }
    return profile.repairs ? min(deadline, dead.nextCall) : deadline
  }

  /// A number for a question, never zero.
  mutating func nextRequestNumber() -> UInt16 {
    lastRequest = lastRequest == .max ? 1 : lastRequest + 1
    return lastRequest
  }

  /// Puts a peer into the table where its distance puts it; whom it pushed out. It must be wanted
  /// there (``wants(_:distance:)``).
  mutating func hold(_ slot: Int) -> Int? {
    let node = peers.node(in: slot)
    let (level, digit) = table.place(of: node)
    let entry = table[level, digit]
    let distance = peers.distance(slot)
    var rank = entry.count
    while rank > 0, distance < peers.distance(entry[rank - 1]) { rank -= 1 }
    let evicted = table.insert(slot, node: node, at: min(rank, table.width - 1))
    peers[slot]?.isHeld = true
    if let evicted { peers[evicted]?.isHeld = false }
    return evicted
  }

  /// Whether a node at that distance would have a place in the table.
  func wants(_ node: NodeID, distance: Interval?) -> Bool {
    let (level, digit) = table.place(of: node)
    let entry = table[level, digit]
    guard entry.count == table.width else { return true }
    guard let distance else { return false }
    let farthest = peers.distance(entry[entry.count - 1])
    return distance < farthest.scaled(by: profile.replacementShare)
  }

  /// Sorts a peer's entry by distance after it was measured anew; true when the order changed.
  mutating func sortEntry(of node: NodeID) -> Bool {
    let (level, digit) = table.place(of: node)
    let entry = table[level, digit]
    let isSorted = (1..<max(1, entry.count)).allSatisfy {
      peers.distance(entry[$0 - 1]) <= peers.distance(entry[$0])
    }
    guard !isSorted else { return false }
    let slots = (0..<entry.count).map { entry[$0] }
    table.reorder(
      level, digit, slots.sorted { (peers.distance($0), $0) < (peers.distance($1), $1) })
    return true
  }

  /// The peers that have a link and that we hold or that hold us, by slot.
  var acquaintances: [Int] {
    (0..<peers.capacity).filter { slot in
      guard let peer = peers[slot] else { return false }
      return peer.isLinked && !peer.isDown && (peer.isHeld || peer.holdsUs)
    }
  }

  /// What of our table others compare with theirs.
  var summary: TableSummary {
    let base = profile.base
    let levels = min(table.levels, Limits.summarisedEntriesMax / base.count)
    var entries: [TableSummary.Entry] = []
    entries.reserveCapacity(levels * base.count)
    for level in 0..<levels {
      for digit in 0..<base.count {
        let slots = table[level, digit]
        var digest: UInt16 = 0
        if slots.count < table.width {
          for rank in 0..<slots.count {
            digest ^= TableSummary.digest(of: peers.node(in: slots[rank]))
          }
        }
        entries.append(TableSummary.Entry(count: UInt8(slots.count), digest: digest))
      }
    }
    return TableSummary(base: base, width: UInt8(table.width), entries: entries)
  }

  /// Nodes that the sender of a summary should hear of: those that belong into an entry of its
  /// table that is not full and whose nodes are not just those that we know for it.
  func missing(in summary: TableSummary, of asker: NodeID, limit: Int) -> [Contact] {
    guard summary.base == profile.base else { return [] }
    var groups: [Int: [Int]] = [:]
    var order: [Int] = []
    for slot in acquaintances where peers.node(in: slot) != asker {
      let node = peers.node(in: slot)
      let level = profile.base.sharedDigits(asker, node)
      let index = level * profile.base.count + profile.base.digit(of: node, at: level)
      if groups[index] == nil { order.append(index) }
      groups[index, default: []].append(slot)
    }
    var found: [Contact] = []
    for index in order.sorted(by: >) {
      let entry =
        index < summary.entries.count ? summary.entries[index] : .init(count: 0, digest: 0)
      let ours = groups[index] ?? []
      guard entry.count < summary.width else { continue }
      let digest = ours.reduce(0) { $0 ^ TableSummary.digest(of: peers.node(in: $1)) }
      if ours.count == Int(entry.count), digest == entry.digest { continue }
      let nearest = ours.sorted { (peers.distance($0), $0) < (peers.distance($1), $1) }
      found += nearest.prefix(Int(summary.width)).compactMap { peers[$0]?.contact }
      if found.count >= limit { break }
    }
    return Array(found.prefix(limit))
  }

  /// Whom to name to a node that asks for those that share `level` digits with it: our row at that
  /// level first, primaries before backups, because all of it belongs into its row; then whoever
  /// else is near us.
  func neighbours(of asker: NodeID, level: Int, limit: Int) -> [Contact] {
    let ours = acquaintances.filter { slot in
      let node = peers.node(in: slot)
      return node != asker && profile.base.sharedDigits(asker, node) >= level
    }
    let ranked = ours.map { slot -> (rank: Int, distance: Interval, slot: Int) in
      let node = peers.node(in: slot)
      let isRow = table.place(of: node).level == level
      let rank = isRow ? table.rank(of: slot, node: node) ?? table.width : table.width
      return (rank, peers.distance(slot), slot)
    }
    return ranked.sorted { ($0.rank, $0.distance, $0.slot) < ($1.rank, $1.distance, $1.slot) }
      .prefix(limit).compactMap { peers[$0.slot]?.contact }
  }

  /// The nodes among our acquaintances that surrogate routing would make the root of `key`, one
  /// after the other, if this node were not there.
  func successors(of key: NodeID, count: Int) -> [NodeID] {
    var candidates = acquaintances.map { peers.node(in: $0) }
    var chosen: [NodeID] = []
    while chosen.count < count, let next = root(of: key, among: candidates) {
      chosen.append(next)
      candidates.removeAll { $0 == next }
    }
    return chosen
  }

  private func root(of key: NodeID, among nodes: [NodeID]) -> NodeID? {
    var candidates = nodes
    var level = 0
    while candidates.count > 1, level < profile.base.digits {
      let wanted = profile.base.digit(of: key, at: level)
      for offset in 0..<profile.base.count {
        let digit = (wanted + offset) & (profile.base.count - 1)
        let matching = candidates.filter { profile.base.digit(of: $0, at: level) == digit }
        guard !matching.isEmpty else { continue }
        candidates = matching
        break
      }
      level += 1
    }
    return candidates.first
  }
}
