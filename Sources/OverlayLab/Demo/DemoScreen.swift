/// Draws a ``DemoFrame`` as lines of text.
///
/// A pure function of the frame, so that what a terminal shows can be held in a test.
public struct DemoScreen: Sendable {
  /// Columns of the drawing: what every terminal has.
  public static let width = 78
  private static let labelWidth = 18
  private static let sideWidth = 30
  /// Lines kept for events.
  public static let eventLines = 7

  /// Whether to use escape sequences for colour.
  public var usesColour: Bool

  /// A screen with or without colour.
  public init(usesColour: Bool) {
    self.usesColour = usesColour
  }

  /// The frame's lines, always equally many.
  public func lines(_ frame: DemoFrame) -> [String] {
    let title = " Selvedge · \(frame.scenario) · MIT to ArosNet"
    let clock = "\(frame.elapsedSeconds) of \(frame.totalSeconds) s   Ctrl-C ends "
    let gap = max(1, Self.width - title.count - clock.count)
    var lines = [
      strong(title) + String(repeating: " ", count: gap) + clock, "",
      " Network: " + (frame.trouble.isEmpty ? good("no trouble") : bad(frame.trouble)), "",
      row("", strong(pad("direct")), strong(pad("over the overlay"))),
    ]
    lines.append(
      row(
        "path", pad(frame.direct.path),
        pad(frame.overlay.path.isEmpty ? "none" : frame.overlay.path)))
    lines.append(sides("voice: round trip", frame) { pad(Self.milliseconds($0)) })
    lines.append(sides("lost, last second", frame) { loss($0.lossLastSecond) })
    lines.append(sides("lost, whole run", frame) { loss($0.loss) })
    lines.append(sides("each second", frame) { history($0.history) })
    lines.append(sides("transfer", frame) { pad(Self.megabits($0.megabitsPerSecond)) })
    lines += ["", " " + strong("Events")]
    let events = frame.events.suffix(Self.eventLines)
    lines += events.map { "   " + $0.prefix(Self.width - 3) }
    lines += Array(repeating: "", count: Self.eventLines - events.count)
    return lines
  }

  private func sides(
    _ label: String, _ frame: DemoFrame, _ text: (DemoSide) -> String
  ) -> String {
    row(label, text(frame.direct), text(frame.overlay))
  }

  private func row(_ label: String, _ direct: String, _ overlay: String) -> String {
    " " + pad(label, to: Self.labelWidth) + direct + overlay
  }

  private func loss(_ share: Double) -> String {
    let text = pad(Self.percent(share))
    return share < 0.01 ? good(text) : share < 0.05 ? text : bad(text)
  }

  private func history(_ shares: [Double]) -> String {
    let recent = shares.suffix(Self.sideWidth - 2)
    let text = recent.map(Self.bar).joined()
    return text + String(repeating: " ", count: Self.sideWidth - recent.count)
  }

  /// An eighth of the height for nothing lost, all of it for everything.
  private static func bar(_ share: Double) -> String {
    let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return bars[min(7, max(0, Int((share * 7).rounded(.up))))]
  }

  private func pad(_ text: String, to width: Int = sideWidth) -> String {
    let shown = text.prefix(width - 1)
    return shown + String(repeating: " ", count: width - shown.count)
  }

  // MARK: - Figures

  static func milliseconds(_ side: DemoSide) -> String {
    side.roundTripMilliseconds.map { "\(tenths($0)) ms" } ?? "—"
  }

  static func percent(_ share: Double) -> String { "\(tenths(share * 100)) %" }

  static func megabits(_ rate: Double) -> String { "\(tenths(rate)) Mbit/s" }

  private static func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return "\(scaled / 10).\(abs(scaled) % 10)"
  }

  // MARK: - Colour

  private func strong(_ text: String) -> String { colour(text, "1") }
  private func good(_ text: String) -> String { colour(text, "32") }
  private func bad(_ text: String) -> String { colour(text, "31") }

  private func colour(_ text: String, _ code: String) -> String {
    usesColour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
