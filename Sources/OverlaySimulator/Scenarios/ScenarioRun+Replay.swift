import OverlayCore

// Measured round trips, replayed below real nodes.

extension ScenarioRun {
  /// Lets pairs send while the matrix goes through its slices, and sees which way packets went.
  ///
  /// Each sample is a packet: what its path took there and back in the slice in which it set out, beside
  /// what the direct path took, and the best path of at most one relay in that same slice, which only
  /// hindsight knows.
  ///
  /// - `lost`: the share of packets that did not arrive;
  /// - `improved`, `improved-fifth`, `worse`: shares of samples quicker than the direct path, by a fifth
  ///   and more, and slower; `improvable`: the share where a quicker path existed;
  /// - `direct-ms`, `overlay-ms`, `best-ms`: means; `saved`, `saveable`: shares of `direct-ms`;
  ///   `gained`: what was saved of what could have been;
  /// - `changes-per-hour`: of one pair's path; and with hysteresis compared, `greedy-…`: the same of
  ///   the path that was cheapest by the node's own measurements in each of these moments.
  mutating func measureReplay(_ study: ReplayStudy) {
    guard let matrix = job.settings.topology.data?.matrix else { return }
    let length = matrix.sliceLength
    let pairs = drawPairs(study.pairs)
    let slices = min(study.slicesMax, matrix.sliceCount)
    // From a slice's beginning, and after one that was there for warming up.
    let begun = simulation.now.nanoseconds / length.nanoseconds + 2
    let start = Instant(nanoseconds: begun * length.nanoseconds)
    var chosen = ReplayLedger(pairs: pairs.count)
    var greedy = ReplayLedger(pairs: pairs.count)
    var series = ScenarioSeries(
      name: "replay", columns: ["slice", "direct_ms", "overlay_ms", "best_ms", "improved"])
    var lost = 0
    send(pairs, study.spacing, until: start) { _, _ in }
    for number in 0..<slices {
      let end = start + length * UInt64(number + 1)
      var row = ReplayLedger(pairs: pairs.count)
      send(pairs, study.spacing, until: end, asking: study.comparesHysteresis) { run, outcome in
        switch outcome {
        case .lost: lost += 1
        case .path(let pair, let relay, let sent):
          run.enter(pair, pairs[pair], relay, sent, &chosen)
          run.enter(pair, pairs[pair], relay, sent, &row)
        case .greedy(let pair, let relay):
          run.enter(pair, pairs[pair], relay, run.simulation.now, &greedy)
        }
      }
      series.rows.append([
        Double(number), row.directMilliseconds, row.chosenMilliseconds, row.bestMilliseconds,
        row.improvedShare,
      ])
    }
    result.series.append(series)
    let hours = (length * UInt64(slices)).inSeconds / 3_600
    tell(chosen, pairs: pairs.count, hours: hours, lost: lost)
    if study.comparesHysteresis {
      note("greedy-ms", greedy.chosenMilliseconds)
      note("overlay-to-greedy", chosen.chosenMilliseconds / max(greedy.chosenMilliseconds, 0.001))
      note("changes-to-greedy", Double(chosen.changes) / Double(max(greedy.changes, 1)))
      note("greedy-changes-per-hour", Double(greedy.changes) / Double(pairs.count) / hours)
    }
  }

  private enum Outcome {
    case lost
    case path(pair: Int, relay: Int?, sent: Instant)
    case greedy(pair: Int, relay: Int?)
  }

  private mutating func tell(_ ledger: ReplayLedger, pairs: Int, hours: Double, lost: Int) {
    note("samples", Double(ledger.count))
    note("lost", Double(lost) / Double(max(ledger.count + lost, 1)))
    note("improved", ledger.improvedShare)
    note("improved-fifth", ledger.muchImprovedShare)
    note("worse", ledger.worseShare)
    note("improvable", ledger.improvableShare)
    note("relayed", ledger.relayedShare)
    note("direct-ms", ledger.directMilliseconds)
    note("overlay-ms", ledger.chosenMilliseconds)
    note("best-ms", ledger.bestMilliseconds)
    note(
      "overlay-to-direct", ledger.chosenMilliseconds / max(ledger.directMilliseconds, 0.001))
    note("saved", 1 - ledger.chosenMilliseconds / max(ledger.directMilliseconds, 0.001))
    note("saveable", 1 - ledger.bestMilliseconds / max(ledger.directMilliseconds, 0.001))
    note("gained", ledger.gainedShare)
    note("changes-per-hour", Double(ledger.changes) / Double(pairs) / hours)
  }

  /// Ordered pairs of different hosts, no pair twice.
  private mutating func drawPairs(_ count: Int) -> [(from: Int, to: Int)] {
    let hosts = job.settings.nodes
    let all = (0..<hosts).flatMap { from in
      (0..<hosts).filter { $0 != from }.map { (from: from, to: $0) }
    }
    return Array(all.shuffled(using: &random).prefix(count))
  }

  /// Has each pair send a packet now and then.
  private mutating func send(
    _ pairs: [(from: Int, to: Int)], _ spacing: Interval, until end: Instant,
    asking: Bool = false, _ take: (inout Self, Outcome) -> Void
  ) {
    while simulation.now < end {
      for (number, pair) in pairs.enumerated() {
        simulation.send(
          from: pair.from, to: pair.to, trafficClass: .latency, flow: UInt64(number))
        guard asking else { continue }
        let route = simulation.route(from: pair.from, to: pair.to, trafficClass: .latency)
        guard let cheapest = route?.paths.min(by: { $0.cost < $1.cost }) else { continue }
        take(
          &self, .greedy(pair: number, relay: cheapest.relay.flatMap { simulation.host(of: $0) }))
      }
      simulation.advance(to: min(end, simulation.now + spacing))
      for packet in simulation.takeOutcomes() {
        guard
          let pair = pairs.firstIndex(where: {
            $0.from == packet.source && $0.to == packet.destination
          })
        else { continue }
        take(
          &self,
          packet.isDelivered ? .path(pair: pair, relay: packet.relay, sent: packet.sent) : .lost)
      }
    }
  }

  private mutating func enter(
    _ pair: Int, _ ends: (from: Int, to: Int), _ relay: Int?, _ sent: Instant,
    _ ledger: inout ReplayLedger
  ) {
    let direct = trueRoundTrip(ends.from, ends.to, at: sent)
    // A pair that nobody measured says nothing of what an overlay is good for.
    guard direct.isFinite else { return }
    var best = direct
    for other in 0..<job.settings.nodes where other != ends.from && other != ends.to {
      best = min(
        best, trueRoundTrip(ends.from, other, at: sent) + trueRoundTrip(other, ends.to, at: sent))
    }
    let taken =
      relay.map {
        trueRoundTrip(ends.from, $0, at: sent) + trueRoundTrip($0, ends.to, at: sent)
      } ?? direct
    ledger.add(pair: pair, relay: relay, direct: direct, chosen: taken, best: best)
  }
}
