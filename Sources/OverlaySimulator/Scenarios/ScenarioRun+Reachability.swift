import OverlayCore

// Figure 14: who reaches whom when router links fail that IP does not route around.

extension ScenarioRun {
  /// How long after links failed flows are judged: "one or two seconds, tolerable delay for buffered
  /// multimedia applications" (section 4.1),
  private static let soon = Interval.seconds(2)
  /// and again when relays from one end of the world to the other have been found, where a round
  /// trip takes a second.
  private static let later = Interval.seconds(5)
  /// Between two packets of a flow.
  private static let pace = Interval.milliseconds(100)
  /// Either time the packets that count are those sent in the last part,
  private static let part = Interval.milliseconds(500)
  /// and may take this long: several links between continents.
  private static let longestWay = Interval.seconds(2)

  /// A pair of hosts between which packets flow.
  private struct Pair {
    var source: Int
    var destination: Int
    /// What the network as it is and the paper's rule make of it.
    var view = ReachabilityCounts.View()
  }

  /// Fails growing shares of the router links, one set on top of the other, and looks at pairs of
  /// hosts drawn by the seed, both directions of each.
  ///
  /// `static` is the paper's rule by a view of the whole: over the tables as joins left them, at
  /// each node the first of primary and backups to which IP works both ways. `frls` is what the
  /// running nodes do: flows start as the links fail, and those count that get through two seconds
  /// later, in the columns called `later` five seconds later. All other columns are properties of the
  /// network. Shares are of all pairs, those missed of the pairs that any overlay could connect, or
  /// cables.
  mutating func measureReachability(_ shares: [Double], pairs count: Int) {
    let shares = shares.sorted()
    let links = shuffledLinks()
    var series = ScenarioSeries(name: "reachability", columns: ReachabilityCounts.columns)
    let drawn = drawPairs(count)
    let views = shares.map { share -> [Pair] in
      failLinks(links, share)
      return view(drawn)
    }
    healLinks()
    for (share, pairs) in zip(shares, views) {
      failLinks(links, share)
      let connected = tryFlows(pairs)
      var counts = ReachabilityCounts()
      for (pair, connected) in zip(pairs, connected) { counts.add(pair.view, connected) }
      series.rows.append([share] + counts.shares)
      for (name, value) in counts.measures {
        note("\(name)-at-\(Int((share * 100).rounded()))", value)
      }
      progress(
        "\(job.name): \(percent(share)) of the links failed, \(percent(counts.missed)) of the ways "
          + "missed, \(percent(counts.missedLater)) later")
    }
    healLinks()
    result.series.append(series)
  }

  private mutating func drawPairs(_ count: Int) -> [Pair] {
    let hosts = simulation.runningHosts
    return (0..<count).flatMap { _ -> [Pair] in
      let source = Int(random.next() % UInt64(hosts.count))
      let other = Int(random.next() % UInt64(hosts.count - 1))
      let destination = other < source ? other : other + 1
      return [
        Pair(source: hosts[source], destination: hosts[destination]),
        Pair(source: hosts[destination], destination: hosts[source]),
      ]
    }
  }

  private mutating func view(_ pairs: [Pair]) -> [Pair] {
    let now = simulation.now
    guard let truth = simulation.underlay.withRouters({ $0.reachability(at: now) }) else {
      return []
    }
    return pairs.map { pair in
      var pair = pair
      let (source, destination) = (pair.source, pair.destination)
      pair.view.ip = truth.isConnectedByIP(from: source, to: destination)
      pair.view.byTables = simulation.reaches(destination, from: source, over: truth)
      pair.view.relays = truth.isConnectedByRelays(source, destination)
      pair.view.cables = truth.isConnectedByCables(source, destination)
      pair.view.four = pair.view.ip
      for _ in 0..<4 where !pair.view.four {
        let relay = Int(random.next() % UInt64(truth.hostCount))
        pair.view.four =
          truth.isConnectedByIP(from: source, to: relay)
          && truth.isConnectedByIP(from: relay, to: destination)
      }
      return pair
    }
  }

  /// Lets packets flow between all pairs; which of them arrive.
  private mutating func tryFlows(_ pairs: [Pair]) -> [ReachabilityCounts.Connected] {
    var numbers: [UInt64: Int] = [:]
    for (number, pair) in pairs.enumerated() {
      numbers[Self.key(pair.source, pair.destination)] = number
    }
    _ = simulation.takeOutcomes()
    let start = simulation.now
    // Spread over the time between two packets, as flows of different hosts are.
    let step = Interval(nanoseconds: Self.pace.nanoseconds / UInt64(max(pairs.count, 1)))
    while simulation.now < start + Self.later {
      for pair in pairs {
        let flow = Self.key(pair.source, pair.destination)
        simulation.send(from: pair.source, to: pair.destination, flow: flow)
        simulation.advance(by: step)
      }
    }
    simulation.advance(by: Self.longestWay)
    var connected = [ReachabilityCounts.Connected](repeating: .init(), count: pairs.count)
    for packet in simulation.takeOutcomes() where packet.isDelivered && packet.sent >= start {
      guard let number = numbers[Self.key(packet.source, packet.destination)] else { continue }
      let age = packet.sent - start
      if age < Self.soon, age + Self.part >= Self.soon { connected[number].soon = true }
      if age + Self.part >= Self.later { connected[number].later = true }
    }
    return connected
  }

  private func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }

  private static func key(_ source: Int, _ destination: Int) -> UInt64 {
    UInt64(source) << 32 | UInt64(destination)
  }
}
