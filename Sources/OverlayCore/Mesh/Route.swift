/// The next hops that lead to one destination under one class, best first.
struct Route: Sendable {
  private var candidates: InlineArray<4, Candidate> = InlineArray(repeating: Candidate())
  /// How many candidates there are.
  private(set) var count = 0
  /// Which generation of measurements the route was computed from.
  var generation: UInt64 = 0
  /// When the first choice last changed.
  var changedAt = Instant.zero
  /// How often it has changed.
  var switches = 0

  /// The candidate of that rank.
  subscript(rank: Int) -> Candidate { candidates[rank] }

  /// The first choice; nil when nothing leads there.
  var first: Candidate? { count > 0 ? candidates[0] : nil }

  /// Whether two candidates are the same way.
  func isFirst(_ candidate: Candidate) -> Bool {
    count > 0 && candidates[0].link == candidate.link
  }

  mutating func removeAll() {
    count = 0
  }

  /// Inserts by cost, ties to the lower link; the costliest falls off the end.
  mutating func insert(_ candidate: Candidate) {
    var rank = count
    while rank > 0, precedes(candidate, candidates[rank - 1]) { rank -= 1 }
    guard rank < Limits.candidatesMax else { return }
    var last = min(count, Limits.candidatesMax - 1)
    while last > rank {
      candidates[last] = candidates[last - 1]
      last -= 1
    }
    candidates[rank] = candidate
    count = min(count + 1, Limits.candidatesMax)
  }

  /// Puts a candidate first, whatever its cost, and the others behind it in their order.
  mutating func promote(_ candidate: Candidate) {
    var others = self
    others.removeAll()
    for rank in 0..<count where candidates[rank].link != candidate.link {
      others.append(candidates[rank])
    }
    candidates[0] = candidate
    count = 1
    for rank in 0..<others.count where count < Limits.candidatesMax {
      append(others[rank])
    }
  }

  private mutating func append(_ candidate: Candidate) {
    candidates[count] = candidate
    count += 1
  }

  private func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
    guard left.tier == right.tier else { return left.tier < right.tier }
    return left.cost == right.cost ? left.link < right.link : left.cost < right.cost
  }
}
