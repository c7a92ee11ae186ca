internal import Foundation
internal import OverlayLab

/// A demonstration drawn on a terminal, again and again in the same place.
final class DemoTerminal: DemoView {
  private let screen: DemoScreen
  private var drawnLines = 0

  private static let escape = "\u{1b}["

  init() {
    // https://no-color.org
    let environment = ProcessInfo.processInfo.environment
    screen = DemoScreen(
      usesColour: environment["NO_COLOR"] == nil && environment["TERM"] != "dumb")
  }

  func note(_ line: String) {
    // Once there is a drawing, the events are a part of it.
    if drawnLines == 0 { StandardOutput.print("  " + line) }
  }

  func show(_ frame: DemoFrame) {
    let lines = screen.lines(frame)
    var text = drawnLines == 0 ? "\n\(Self.escape)?25l" : "\(Self.escape)\(drawnLines)A"
    for line in lines { text += "\(line)\(Self.escape)K\n" }
    drawnLines = lines.count
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }

  /// Gives the cursor back.
  func finish() {
    guard drawnLines > 0 else { return }
    try? FileHandle.standardOutput.write(contentsOf: Data("\(Self.escape)?25h".utf8))
  }
}
