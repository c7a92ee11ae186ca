internal import OverlayLab

/// A demonstration told in lines: every event, and the figures now and then.
final class DemoNotes: DemoView {
  private let write: (String) -> Void
  private var nextReport = DemoNotes.reportSeconds

  /// Between two lines of figures.
  private static let reportSeconds = 5

  /// Lines go to `write`.
  init(write: @escaping (String) -> Void) {
    self.write = write
  }

  func note(_ line: String) {
    write(line)
  }

  func show(_ frame: DemoFrame) {
    guard frame.elapsedSeconds >= nextReport else { return }
    nextReport = frame.elapsedSeconds + Self.reportSeconds
    write(
      "\(frame.elapsedSeconds).0 s  last second: direct \(Self.text(frame.direct)); "
        + "overlay \(Self.text(frame.overlay))")
  }

  private static func text(_ side: DemoSide) -> String {
    let roundTrip = side.roundTripMilliseconds.map(Quantity.milliseconds) ?? "no answer"
    return "\(Quantity.share(side.lossLastSecond)) lost, \(roundTrip), "
      + "\(Quantity.fixed(side.megabitsPerSecond, 1)) Mbit/s"
  }

  /// The summary in words.
  static func text(_ summary: DemoSummary) -> String {
    let recovery: String
    if let median = summary.recovery.median, let longest = summary.recovery.max {
      recovery =
        "\(summary.recovery.runs) failures hit the overlay's path; its voice flowed again after "
        + "\(Quantity.milliseconds(median)) (median), "
        + "\(Quantity.milliseconds(longest)) at the most."
    } else {
      recovery = "No failure hit the overlay's path."
    }
    return """

      Voice from MIT to ArosNet:
        directly           \(text(summary.direct))
        over the overlay   \(text(summary.overlay))
      \(recovery)
      """
  }

  private static func text(_ stream: DemoSummary.Stream) -> String {
    let lost = stream.sent > 0 ? 1 - Double(stream.received) / Double(stream.sent) : 0
    let roundTrip = stream.roundTripMedian.map(Quantity.milliseconds) ?? "-"
    return "\(stream.received) of \(stream.sent) packets arrived, \(Quantity.share(lost)) lost, "
      + "\(roundTrip) there and back (median)"
  }
}
