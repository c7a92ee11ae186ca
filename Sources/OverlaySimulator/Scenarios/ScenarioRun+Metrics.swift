import OverlayCore

// Each metric on a topology that has a path made for it: who does best at what.

extension ScenarioRun {
  /// Both links of a way through one relay, or the direct link.
  private struct Way {
    var delay: UInt64
    var loss: Double
    /// Delays waver by up to so many milliseconds, from one moment to the next.
    var variation: UInt64
  }

  /// What became of one class's packets.
  private struct Tally {
    var sent = 0.0
    var arrived = 0.0
    var delay = 0.0
    var deviation = 0.0
    var before: Double?

    var loss: Double { 1 - arrived / max(sent, 1) }
    var milliseconds: Double { delay / max(arrived, 1) }
    var jitter: Double { deviation / max(arrived - 1, 1) }
    /// RON's score over what was met, in kilobytes a second.
    var throughput: Double {
      1.2 * (1.5 / max(loss, 0.02)).squareRoot() / max(2 * milliseconds / 1_000, 1e-4)
    }

    mutating func add(_ milliseconds: Double) {
      arrived += 1
      delay += milliseconds
      if let before { deviation += (milliseconds - before).magnitude }
      before = milliseconds
    }
  }

  /// The direct link, and the relays in their order: quick but lossy, clean but slow, steady but slower,
  /// wide.
  private static let ways = [
    Way(delay: 250, loss: 0.1, variation: 40), Way(delay: 12, loss: 0.12, variation: 6),
    Way(delay: 60, loss: 0, variation: 10), Way(delay: 90, loss: 0.04, variation: 0),
    Way(delay: 20, loss: 0.015, variation: 8),
  ]
  private static let classes: [TrafficClass] = [.balanced, .latency, .loss, .throughput, .jitter]
  /// The difference that is none: a thousandth of the packets, or a microsecond.
  private static let chance = 0.001
  private static let tick = Interval.milliseconds(20)

  /// Packets of each class from host 0 to host 1.
  ///
  /// `CLASS.ms`, `.loss`, `.jitter-ms`, `.kB-s`: what its packets met; `CLASS-wins`: 1 when no class did
  /// better at what this one is for.
  mutating func measureMetrics(_ duration: Interval) {
    var network = smallMesh(Self.ways.count + 1)
    var tallies = Array(repeating: Tally(), count: Self.classes.count)
    pass(.seconds(60), of: &network)
    _ = network.takeOutcomes()
    let end = network.now + duration
    var flows: [Instant: Int] = [:]
    while network.now < end {
      for (index, trafficClass) in Self.classes.enumerated() {
        network.send(from: 0, to: 1, trafficClass: trafficClass, flow: UInt64(index) + 1)
        tallies[index].sent += 1
        flows[network.now] = index
        pass(.milliseconds(4), of: &network)
      }
      for packet in network.takeOutcomes() where packet.isDelivered {
        guard let index = flows.removeValue(forKey: packet.sent) else { continue }
        tallies[index].add((packet.delivered - packet.sent).inMilliseconds)
      }
    }
    close(network)
    tell(tallies)
  }

  /// Lets time pass while delays waver.
  private mutating func pass(_ interval: Interval, of network: inout ScaleSimulation) {
    let end = network.now + interval
    while network.now < end {
      for (index, way) in Self.ways.enumerated() {
        let relay = index + 1
        let links = index == 0 ? [(0, 1)] : [(0, relay), (relay, 1)]
        for (first, second) in links {
          for (from, to) in [(first, second), (second, first)] {
            let extra = way.variation > 0 ? random.next() % (way.variation * 1_000) : 0
            network.underlay.setDelay(
              .milliseconds(way.delay) + .microseconds(extra), from: from, to: to)
            network.underlay.setLoss(.independent(way.loss), from: from, to: to)
          }
        }
      }
      network.advance(to: min(end, network.now + Self.tick))
    }
  }

  private mutating func tell(_ tallies: [Tally]) {
    var series = ScenarioSeries(
      name: "metrics", columns: ["class", "ms", "loss", "jitter_ms", "kB_s"])
    for (trafficClass, tally) in zip(Self.classes, tallies) {
      series.rows.append([
        Double(trafficClass.rawValue), tally.milliseconds, tally.loss, tally.jitter,
        tally.throughput,
      ])
      note("\(trafficClass.name)-ms", tally.milliseconds)
      note("\(trafficClass.name)-loss", tally.loss)
      note("\(trafficClass.name)-jitter-ms", tally.jitter)
      note("\(trafficClass.name)-kB-s", tally.throughput)
    }
    result.series.append(series)
    let goals: [(TrafficClass, (Tally) -> Double)] = [
      (.latency, \.milliseconds), (.loss, \.loss), (.jitter, \.jitter),
      (.throughput, { -$0.throughput }),
    ]
    for (trafficClass, goal) in goals {
      guard let own = Self.classes.firstIndex(of: trafficClass) else { continue }
      let best = tallies.map(goal).min() ?? 0
      // Two classes that take the same path differ by what chance makes of it.
      let wins = goal(tallies[own]) <= best + max(best.magnitude * 0.02, Self.chance)
      note("\(trafficClass.name)-wins", wins ? 1 : 0)
    }
  }
}
