import OverlayCore

// Figure 14: who reaches whom when router links fail that IP does not route around.

extension ScenarioRun {
  /// How long flows try after links failed: "one or two seconds, tolerable delay for buffered
  /// multimedia applications" (section 4.1).
  private static let patience = Interval.seconds(2)
  /// Between two packets of a flow.
  private static let pace = Interval.milliseconds(100)
  /// The packets that count are those sent in the last part of the patience,
  private static let verdict = Interval.milliseconds(500)
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
  /// later. All other columns are properties of the network. Shares are of all pairs, those missed
  /// of the pairs that any overlay could connect, or cables.
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
      for (pair, isConnected) in zip(pairs, connected) { counts.add(pair.view, frls: isConnected) }
      series.rows.append([share] + counts.shares)
      for (name, value) in counts.measures {
        note("\(name)-at-\(Int((share * 100).rounded()))", value)
      }
      let missed = (counts.missed * 1_000).rounded() / 10
      progress("\(job.name): of \(Int((share * 100).rounded())) % failed links missed \(missed) %")
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

  /// Lets packets flow between all pairs; which of them arrive in the end.
  private mutating func tryFlows(_ pairs: [Pair]) -> [Bool] {
    var numbers: [UInt64: Int] = [:]
    for (number, pair) in pairs.enumerated() {
      numbers[Self.key(pair.source, pair.destination)] = number
    }
    _ = simulation.takeOutcomes()
    let end = simulation.now + Self.patience
    let counts = simulation.now + (Self.patience - Self.verdict)
    while simulation.now < end {
      // Spread over the time between two packets, as flows of different hosts are.
      let step = Interval(nanoseconds: Self.pace.nanoseconds / UInt64(max(pairs.count, 1)))
      for pair in pairs {
        simulation.send(
          from: pair.source, to: pair.destination,
          flow: Self.key(pair.source, pair.destination))
        simulation.advance(by: step)
      }
    }
    simulation.advance(by: Self.longestWay)
    var isConnected = [Bool](repeating: false, count: pairs.count)
    for packet in simulation.takeOutcomes() where packet.isDelivered && packet.sent >= counts {
      if let number = numbers[Self.key(packet.source, packet.destination)] {
        isConnected[number] = true
      }
    }
    return isConnected
  }

  private static func key(_ source: Int, _ destination: Int) -> UInt64 {
    UInt64(source) << 32 | UInt64(destination)
  }
}
