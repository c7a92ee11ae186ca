/// The nearest-neighbour search by which a newcomer fills its table, from its deepest level up to
/// the shortest prefix.
///
/// At each level it asks the closest nodes that it knows whom they know that shares that many
/// digits with it, measures whom it had not heard of, and goes on with the closest of them
/// (Hildrum, Kubiatowicz, Rao and Zhao, "Distributed object location in a dynamic network", 2002,
/// section 4; PAPERS.md, "join"). It only decides whom to ask and whom to measure.
struct NeighbourSearch {
  private struct Candidate {
    var contact: Contact
    var distance: Interval?
    var isBeingMeasured = false
    var isAsked = false
  }

  /// Questions and measurements under way at once.
  static let questionsMax = 8
  static let measurementsMax = 48
  /// Nodes looked at on one level: what sixteen answers name in base 16, and some more.
  static let candidatesMax = 640
  /// Nodes nearest of all that must have been asked before a level is left.
  static let nearestAsked = 6
  /// The levels on which that is so, the shortest prefixes: they have most nodes to choose from, and
  /// no further level looks again at what they found.
  static let refinedLevels = 2

  private let own: NodeID
  private let width: Int
  private var candidates: [Candidate] = []
  private var frontier: [NodeID] = []
  private var questions: [NodeID] = []
  /// The measurements under way: few, where candidates are many and looked through for long.
  private var measuring: [(node: NodeID, deadline: Instant)] = []
  private var isRefined = false
  /// Digits that the wanted nodes share with us.
  private(set) var level: Int

  /// Begins at `level` with the nodes that are known to share so many digits or fewer.
  init(
    own: NodeID, width: Int, level: Int, seeds: [(contact: Contact, distance: Interval?)]
  ) {
    self.own = own
    self.width = width
    self.level = level
    for seed in seeds { add(seed.contact, distance: seed.distance) }
    formFrontier()
  }

  /// Takes in a node that somebody named.
  mutating func learn(_ contact: Contact, distance: Interval?) {
    add(contact, distance: distance)
  }

  /// The next node to ask for those that it knows; nil when enough are being asked.
  mutating func nextQuestion() -> Contact? {
    guard questions.count < Self.questionsMax else { return nil }
    while let node = frontier.popLast() {
      guard let index = index(of: node), !candidates[index].isAsked else { continue }
      candidates[index].isAsked = true
      questions.append(node)
      return candidates[index].contact
    }
    return nil
  }

  /// The next node to measure; it counts as gone when that takes until `deadline`.
  mutating func nextMeasurement(deadline: Instant) -> Contact? {
    guard measuring.count < Self.measurementsMax,
      let index = candidates.firstIndex(where: { $0.distance == nil && !$0.isBeingMeasured })
    else { return nil }
    candidates[index].isBeingMeasured = true
    measuring.append((candidates[index].contact.node, deadline))
    return candidates[index].contact
  }

  /// A node has been measured.
  mutating func measured(_ node: NodeID, _ distance: Interval) {
    guard let index = index(of: node) else { return }
    measuring.removeAll { $0.node == node }
    candidates[index].distance = distance
  }

  /// A node has given its whole answer, or will give none.
  mutating func answered(_ node: NodeID) {
    questions.removeAll { $0 == node }
  }

  /// A node could not be reached.
  mutating func failed(_ node: NodeID) {
    answered(node)
    guard let index = index(of: node) else { return }
    remove(at: index)
  }

  /// Gives up measurements that took too long.
  mutating func expire(at now: Instant) {
    for measurement in measuring where measurement.deadline <= now {
      if let index = index(of: measurement.node) { remove(at: index) }
    }
    measuring.removeAll { $0.deadline <= now }
  }

  /// When ``expire(at:)`` has something to do.
  var nextExpiry: Instant {
    measuring.reduce(.never) { min($0, $1.deadline) }
  }

  /// Whether this level has nothing more to ask or to wait for.
  var isLevelDone: Bool {
    questions.isEmpty && frontier.isEmpty && candidates.allSatisfy { $0.distance != nil }
  }

  /// The measured nodes of this level, nearest first.
  var found: [(contact: Contact, distance: Interval)] {
    candidates.sorted { Self.isNearer($0, $1) }.compactMap { candidate in
      candidate.distance.map { (candidate.contact, $0) }
    }
  }

  /// Goes on with the nearest nodes that were found on this level and have not been asked; false when
  /// there are none.
  ///
  /// Their tables are nearer to ours than those of whom the level began with: in base 16 a level has
  /// sixteen times the nodes of the one before, and the nearest of those is far away.
  mutating func refine() -> Bool {
    guard !isRefined, level < Self.refinedLevels else { return false }
    isRefined = true
    let nearest = candidates.sorted { Self.isNearer($0, $1) }.prefix(Self.nearestAsked)
    frontier = nearest.filter { !$0.isAsked }.reversed().map(\.contact.node)
    return !frontier.isEmpty
  }

  /// Goes one level up with the nearest nodes of this one; false when this was the last.
  mutating func ascend() -> Bool {
    guard level > 0 else { return false }
    level -= 1
    isRefined = false
    candidates.sort { Self.isNearer($0, $1) }
    if candidates.count > width { candidates.removeLast(candidates.count - width) }
    formFrontier()
    return true
  }

  private mutating func formFrontier() {
    for index in candidates.indices { candidates[index].isAsked = false }
    let nearest = candidates.sorted { Self.isNearer($0, $1) }.prefix(width)
    frontier = nearest.reversed().map(\.contact.node)
  }

  private static func isNearer(_ left: Candidate, _ right: Candidate) -> Bool {
    let never = Interval(nanoseconds: .max)
    return (left.distance ?? never, left.contact.node) < (
      right.distance ?? never, right.contact.node
    )
  }

  private mutating func add(_ contact: Contact, distance: Interval?) {
    guard contact.node != own, candidates.count < Self.candidatesMax else { return }
    if let index = index(of: contact.node) {
      if let distance { measured(contact.node, distance) }
      candidates[index].contact = contact
      return
    }
    candidates.append(Candidate(contact: contact, distance: distance))
  }

  private mutating func remove(at index: Int) {
    let node = candidates.remove(at: index).contact.node
    measuring.removeAll { $0.node == node }
  }

  private func index(of node: NodeID) -> Int? {
    candidates.firstIndex { $0.contact.node == node }
  }
}
