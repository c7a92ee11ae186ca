/// What the paths that nodes chose took, beside the direct and the best ones. Round trips in
/// milliseconds.
struct ReplayLedger {
  private var samples = 0
  private var direct = 0.0
  private var chosen = 0.0
  private var best = 0.0
  private var improved = 0
  private var muchImproved = 0
  private var worse = 0
  private var improvable = 0
  private var relayed = 0
  private(set) var changes = 0
  /// The path that each pair took last: a relay, -1 for the direct one, nil before the first.
  private var last: [Int?]

  /// Of so many pairs.
  init(pairs: Int) {
    last = Array(repeating: nil, count: pairs)
  }

  /// A packet of a pair took the path through a relay, or the direct one.
  mutating func add(pair: Int, relay: Int?, direct: Double, chosen: Double, best: Double) {
    samples += 1
    self.direct += direct
    self.chosen += chosen
    self.best += best
    // Times are whole microseconds in the data, halved for each direction.
    if chosen < direct - 0.002 { improved += 1 }
    if chosen < direct * 0.8 { muchImproved += 1 }
    if chosen > direct + 0.002 { worse += 1 }
    if best < direct - 0.002 { improvable += 1 }
    if relay != nil { relayed += 1 }
    let path = relay ?? -1
    if let before = last[pair], before != path { changes += 1 }
    last[pair] = path
  }

  var count: Int { samples }
  var directMilliseconds: Double { direct / Double(max(samples, 1)) }
  var chosenMilliseconds: Double { chosen / Double(max(samples, 1)) }
  var bestMilliseconds: Double { best / Double(max(samples, 1)) }
  var improvedShare: Double { share(improved) }
  var muchImprovedShare: Double { share(muchImproved) }
  var worseShare: Double { share(worse) }
  var improvableShare: Double { share(improvable) }
  var relayedShare: Double { share(relayed) }
  /// What was saved of what could have been saved.
  var gainedShare: Double { direct > best ? (direct - chosen) / (direct - best) : 0 }

  private func share(_ count: Int) -> Double { Double(count) / Double(max(samples, 1)) }
}
