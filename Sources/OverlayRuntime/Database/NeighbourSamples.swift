internal import OverlayCore
internal import OverlayDatabase

/// What was sampled of one neighbour during the present window.
struct NeighbourSamples {
  private var samples: [String: [Double]] = [:]
  private var sent: UInt64?
  private var received: UInt64?

  /// State changes beyond this many in a window are not counted: the link is no link then.
  private static let changesMax = 10 * RuntimeLimits.samplesPerWindow

  /// Takes the state that a link has changed to.
  mutating func note(_ state: LinkState) {
    guard samples[MetricName.changes, default: []].count < Self.changesMax else { return }
    samples[MetricName.changes, default: []].append(Double(state.rawValue))
  }

  /// Takes what the best link measured, and what crossed all of them.
  mutating func add(
    _ quality: LinkQuality, sent: UInt64, received: UInt64, since elapsed: Interval
  ) {
    defer { (self.sent, self.received) = (sent, received) }
    add(quality.state == .down ? 1 : 0, to: MetricName.down)
    guard quality.state != .down else { return }
    // Nothing has come back yet.
    if quality.roundTrip > .zero {
      add(quality.roundTrip.inMilliseconds, to: MetricName.roundTrip)
      add(quality.variation.inMilliseconds, to: MetricName.jitter)
    }
    add(quality.forwardLoss, to: MetricName.forwardLoss)
    add(quality.reverseLoss, to: MetricName.reverseLoss)
    guard elapsed > .zero, let before = self.sent, let receivedBefore = self.received else {
      return
    }
    // A link that is gone takes its count with it.
    let out = sent < before ? 0 : Double(sent - before) / elapsed.inSeconds
    let back = received < receivedBefore ? 0 : Double(received - receivedBefore) / elapsed.inSeconds
    add(out * (1 - quality.forwardLoss), to: MetricName.bytesOut)
    add(back, to: MetricName.bytesIn)
  }

  private mutating func add(_ value: Double, to metric: String) {
    guard samples[metric, default: []].count < RuntimeLimits.samplesPerWindow else { return }
    samples[metric, default: []].append(value)
  }

  /// The window's series, and room for the next one. What never was anything but zero is left out:
  /// bytes, and time without a link.
  mutating func take(of remote: String) -> [SampleSeries] {
    defer { for metric in samples.keys { samples[metric]?.removeAll(keepingCapacity: true) } }
    let quiet: Set = [MetricName.bytesIn, MetricName.bytesOut, MetricName.down]
    return samples.sorted { $0.key < $1.key }.compactMap { metric, values in
      guard !values.isEmpty, !quiet.contains(metric) || values.contains(where: { $0 != 0 }) else {
        return nil
      }
      return SampleSeries(remote: remote, metric: metric, samples: values)
    }
  }
}
