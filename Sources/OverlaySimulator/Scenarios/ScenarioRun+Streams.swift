import OverlayCore

// The RON paper's figures 3 and 4: one pair, over the overlay and beside it.

extension ScenarioRun {
  private static let datagramBytes = 228
  /// What is under way at the end still arrives.
  private static let patience = Interval.seconds(2)

  /// Sends packets both ways between two hosts, and beside each a datagram over the direct path, which
  /// meets the same weather in the same moment.
  ///
  /// - `direct-loss`, `overlay-loss`: the shares lost, and `direct-loss-worst`, `overlay-loss-worst`:
  ///   those of the worst row;
  /// - `direct-ms`, `overlay-ms`: mean round trips, and `best-ms`: that of the path that hindsight
  ///   would have taken, jitter aside; `overlay-to-best`: their ratio;
  /// - `improved`: the share of samples that were quicker over the overlay;
  /// - `via-NAME`: the share of packets delivered through that relay.
  mutating func measureStreams(_ study: StreamStudy) {
    let start = simulation.now
    var samples: [StreamSample] = []
    while simulation.now < start + study.duration {
      tendWeather()
      samples.append(sample(study, number: samples.count))
      simulation.advance(by: study.spacing)
      sort(simulation.takeOutcomes(), of: study, since: start, into: &samples)
    }
    simulation.advance(by: Self.patience)
    sort(simulation.takeOutcomes(), of: study, since: start, into: &samples)
    tell(study, samples)
  }

  private mutating func sample(_ study: StreamStudy, number: Int) -> StreamSample {
    let now = simulation.now
    var sample = StreamSample()
    sample.best = bestRoundTrip(study.first, study.second, at: now)
    sample.directThere = direct(study.first, study.second)
    sample.directBack = direct(study.second, study.first)
    for (flow, (from, to)) in [(study.first, study.second), (study.second, study.first)]
      .enumerated()
    {
      simulation.send(
        from: from, to: to, trafficClass: study.trafficClass, flow: UInt64(flow) + 1)
    }
    return sample
  }

  /// What a datagram beside the overlay takes in milliseconds; nil when it is lost.
  private mutating func direct(_ from: Int, _ to: Int) -> Double? {
    let now = simulation.now
    let fate = simulation.underlay.send(from: from, to: to, bytes: Self.datagramBytes, at: now)
    return fate.arrival.map { ($0 - now).inMilliseconds }
  }

  private mutating func bestRoundTrip(_ first: Int, _ second: Int, at now: Instant) -> Double {
    var best = trueRoundTrip(first, second, at: now)
    for relay in 0..<job.settings.nodes where relay != first && relay != second {
      best = min(
        best, trueRoundTrip(first, relay, at: now) + trueRoundTrip(relay, second, at: now))
    }
    return best
  }

  /// There and back in milliseconds, jitter aside; infinite when no datagram gets there.
  mutating func trueRoundTrip(_ first: Int, _ second: Int, at now: Instant) -> Double {
    guard let there = simulation.underlay.delay(from: first, to: second, at: now),
      let back = simulation.underlay.delay(from: second, to: first, at: now)
    else { return .infinity }
    return (there + back).inMilliseconds
  }

  private func sort(
    _ outcomes: [TestPacket], of study: StreamStudy, since start: Instant,
    into samples: inout [StreamSample]
  ) {
    for packet in outcomes where packet.isDelivered && packet.sent >= start {
      let number = Int((packet.sent - start).nanoseconds / study.spacing.nanoseconds)
      let delay = (packet.delivered - packet.sent).inMilliseconds
      guard samples.indices.contains(number) else { continue }
      if packet.source == study.first {
        samples[number].overlayThere = delay
        samples[number].relay = packet.relay
      } else {
        samples[number].overlayBack = delay
      }
    }
  }

  // MARK: - What it comes to

  private mutating func tell(_ study: StreamStudy, _ samples: [StreamSample]) {
    let hosts = job.settings.nodes
    let relays = (0..<hosts).filter { $0 != study.first && $0 != study.second }
    var series = ScenarioSeries(
      name: "streams",
      columns: [
        "from_s", "direct_loss", "overlay_loss", "direct_ms", "overlay_ms", "best_ms", "improved",
      ] + relays.map { "via_\(job.settings.topology.name(of: $0))" })
    var total = StreamTotals(hostCount: hosts)
    var worst = (direct: 0.0, overlay: 0.0)
    let perRow = max(1, Int(study.row.nanoseconds / study.spacing.nanoseconds))
    for first in stride(from: 0, to: samples.count, by: perRow) {
      var row = StreamTotals(hostCount: hosts)
      for sample in samples[first..<min(first + perRow, samples.count)] {
        row.add(sample)
        total.add(sample)
      }
      worst = (max(worst.direct, row.directLoss), max(worst.overlay, row.overlayLoss))
      series.rows.append(
        [
          (study.spacing * UInt64(first)).inSeconds, row.directLoss, row.overlayLoss,
          row.directMilliseconds, row.overlayMilliseconds, row.bestMilliseconds,
          row.improvedShare,
        ] + relays.map { row.relayedShare($0) })
    }
    result.series.append(series)
    if study.listsSamples { result.series.append(Self.list(samples, spacing: study.spacing)) }
    note("samples", Double(samples.count))
    note("direct-loss", total.directLoss)
    note("overlay-loss", total.overlayLoss)
    note("direct-loss-worst", worst.direct)
    note("overlay-loss-worst", worst.overlay)
    note("direct-ms", total.directMilliseconds)
    note("overlay-ms", total.overlayMilliseconds)
    note("best-ms", total.bestMilliseconds)
    note("overlay-to-best", total.overlayMilliseconds / max(total.bestMilliseconds, 0.001))
    note("improved", total.improvedShare)
    for relay in relays {
      note("via-\(job.settings.topology.name(of: relay))", total.relayedShare(relay))
    }
  }

  private static func list(_ samples: [StreamSample], spacing: Interval) -> ScenarioSeries {
    var series = ScenarioSeries(
      name: "samples", columns: ["at_s", "direct_ms", "overlay_ms", "relay"])
    for (number, sample) in samples.enumerated() {
      guard let direct = sample.direct, let overlay = sample.overlay else { continue }
      series.rows.append([
        (spacing * UInt64(number)).inSeconds, direct, overlay, Double(sample.relay ?? -1),
      ])
    }
    return series
  }
}
