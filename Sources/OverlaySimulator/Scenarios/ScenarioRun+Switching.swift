import OverlayCore

// Figure 16: how long packets are lost after a path in use is cut.

extension ScenarioRun {
  private static let sending = Interval.milliseconds(5)

  /// Cuts a path in use again and again, each time in a network of its own.
  ///
  /// Four nodes, 15 ms from each other: the source holds its destination and, as backups of the
  /// same entry, two more nodes that hold it as well. A packet leaves every 5 ms. The switch time
  /// is from the cut to the sending of the first packet that arrives another way; what is lost
  /// after that was lost after the switch.
  mutating func measureSwitching(samples: Int) {
    var times: [Double] = []
    var lostAfter = 0
    var bytes = 0.0
    for _ in 0..<samples {
      guard let sample = switchOnce() else { continue }
      times.append(sample.milliseconds)
      lostAfter += sample.lostAfter
      bytes += sample.bytesPerSecond
    }
    times.sort()
    var series = ScenarioSeries(name: "switching", columns: ["sample", "switch_ms"])
    for (number, time) in times.enumerated() { series.rows.append([Double(number), time]) }
    result.series.append(series)
    func at(_ share: Double) -> Double {
      times.isEmpty ? .infinity : times[Int((Double(times.count - 1) * share).rounded())]
    }
    note("period-ms", job.settings.beaconPeriod.inMilliseconds)
    note("samples", Double(times.count))
    note("switch-ms-min", at(0))
    note("switch-ms", at(0.5))
    note("switch-ms-90", at(0.9))
    note("lost-after-switch", Double(lostAfter))
    note("control-bytes-per-second", bytes / Double(max(times.count, 1)))
  }

  private struct Sample {
    var milliseconds: Double
    var lostAfter: Int
    var bytesPerSecond: Double
  }

  private mutating func switchOnce() -> Sample? {
    var configuration = ScaleConfiguration(seed: random.next(), node: job.settings.node)
    // The destination and the backups share their first digit, in base 4 and in base 16.
    configuration.identities = [0x0123, 0xf123, 0xf523, 0xf923].map { (digits: UInt128) in
      NodeID(digits << 112 | UInt128(random.next()))
    }
    var network = ScaleSimulation(
      configuration,
      underlay: .uniform(
        hostCount: 4, delay: .milliseconds(15), jitter: .microseconds(200), seed: random.next()))
    network.start(0, through: [])
    for host in 1..<4 {
      network.start(host, through: [0])
      network.advance(by: .seconds(2))
    }
    network.advance(by: .seconds(8))
    let before = network.sent
    let settling = Interval.seconds(10) + .milliseconds(random.next() % 5_000)
    send(in: &network, for: settling)
    guard network.takeOutcomes().allSatisfy({ $0.isDelivered }) else { return nil }
    let bytes = Double((network.sent - before).controlBytes) / 4 / settling.inSeconds
    let cutAt = network.now
    network.underlay.setCut(true, from: 0, to: 1)
    network.underlay.setCut(true, from: 1, to: 0)
    send(in: &network, for: job.settings.beaconPeriod * 10 + .seconds(2))
    network.advance(by: .seconds(1))
    result.events += network.tally.events
    result.trace.combine(network.trace.value)
    let outcomes = network.takeOutcomes().sorted { $0.sent < $1.sent }
    guard let first = outcomes.first(where: { $0.isDelivered && $0.sent >= cutAt }) else {
      return nil
    }
    return Sample(
      milliseconds: (first.sent - cutAt).inMilliseconds,
      lostAfter: outcomes.count { $0.sent > first.sent && !$0.isDelivered },
      bytesPerSecond: bytes)
  }

  private func send(in network: inout ScaleSimulation, for duration: Interval) {
    let end = network.now + duration
    while network.now < end {
      network.send(from: 0, to: 1, flow: 1)
      network.advance(by: Self.sending)
    }
  }
}
