import OverlayCore

// What goes wrong in the network below.

extension ScenarioRun {
  mutating func failLinks(_ share: Double) {
    failLinks(shuffledLinks(), share)
  }

  /// All router links in an order drawn by the seed.
  mutating func shuffledLinks() -> [Int] {
    let count = simulation.underlay.withRouters { $0.graph.links.count } ?? 0
    return Array(0..<count).shuffled(using: &random)
  }

  /// Fails the first of the links.
  mutating func failLinks(_ links: [Int], _ share: Double) {
    let now = simulation.now
    _ = simulation.underlay.withRouters { network in
      for link in links.prefix(Int(share * Double(links.count))) {
        network.fail(link: link, at: now)
      }
    }
  }

  mutating func healLinks() {
    let now = simulation.now
    _ = simulation.underlay.withRouters { $0.healAll(at: now) }
  }

  mutating func partition(_ parts: Int) {
    for host in 0..<job.settings.nodes {
      let part = parts > 1 ? Int(random.next() % UInt64(parts)) : 0
      simulation.underlay.setPartition(part, of: CollectionOfOne(host))
    }
  }

  mutating func setLoss(_ share: Double) {
    var line = AccessModel()
    line.outward = share > 0 ? .independent(share) : .none
    for host in 0..<job.settings.nodes { simulation.underlay.setAccess(line, of: host) }
  }

  /// Every few seconds something happens to somebody; all is well again in the end.
  mutating func adversity(_ duration: Interval) {
    let end = simulation.now + duration
    book?.isChanging = true
    defer { book?.isChanging = false }
    var cut: [(Int, Int)] = []
    while simulation.now < end {
      let host = Int(random.next() % UInt64(job.settings.nodes))
      let other = Int(random.next() % UInt64(job.settings.nodes))
      switch random.next() % 8 {
      case 0, 1:
        if simulation.isRunning(host) { leaveOrCrash(host) } else { simulation.start(host) }
      case 2, 3: simulation.start(host)
      case 4:
        partition(2)
        advance(by: .milliseconds(500 + random.next() % 20_000))
        partition(1)
      case 5:
        var line = AccessModel()
        line.outward = .independent(0.3 * random.fraction())
        line.inward = .independent(0.3 * random.fraction())
        simulation.underlay.setAccess(line, of: host)
      case 6:
        // One way only: the other direction goes on.
        simulation.underlay.setCut(true, from: host, to: other)
        cut.append((host, other))
      default:
        for (from, to) in cut { simulation.underlay.heal(from: from, to: to) }
        cut = []
      }
      advance(by: .milliseconds(200 + random.next() % 4_000))
    }
    for (from, to) in cut { simulation.underlay.heal(from: from, to: to) }
    for host in 0..<job.settings.nodes { simulation.underlay.setAccess(AccessModel(), of: host) }
    note("survivors", Double(simulation.running))
  }

  private mutating func leaveOrCrash(_ host: Int) {
    // One of three stays in any case: a network of one is no network.
    guard simulation.running > job.settings.nodes / 3 else { return }
    if random.chance(0.5) { simulation.leave(host) } else { simulation.crash(host) }
  }
}
