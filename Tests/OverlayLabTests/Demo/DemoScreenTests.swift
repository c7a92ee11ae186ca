import OverlayLab
import OverlaySimulator
import Testing

@Suite struct DemoScreenTests {
  private var frame: DemoFrame {
    var frame = DemoFrame(scenario: "outage", totalSeconds: 50)
    frame.elapsedSeconds = 23
    frame.trouble = "MIT ↔ ArosNet cut"
    frame.direct.path = "MIT → ArosNet"
    frame.direct.lossLastSecond = 1
    frame.direct.loss = 0.231
    frame.direct.history = [0, 0, 0.4, 1, 1]
    frame.overlay.path = "MIT → Utah → ArosNet"
    frame.overlay.roundTripMilliseconds = 68.04
    frame.overlay.history = [0, 0, 0.1, 0, 0]
    frame.overlay.megabitsPerSecond = 5.88
    frame.events = ["12.0 s  MIT ↔ ArosNet is cut", "12.2 s  the overlay goes through Utah"]
    return frame
  }

  @Test("a frame is drawn like this")
  func drawing() {
    let lines = DemoScreen(usesColour: false).lines(frame).map(Self.trimmed)
    #expect(
      lines.prefix(15) == [
        " Selvedge · outage · MIT to ArosNet                  23 of 50 s   Ctrl-C ends",
        "",
        " Network: MIT ↔ ArosNet cut",
        "",
        "                   direct                        over the overlay",
        " path              MIT → ArosNet                 MIT → Utah → ArosNet",
        " voice: round trip —                             68.0 ms",
        " lost, last second 100.0 %                       0.0 %",
        " lost, whole run   23.1 %                        0.0 %",
        " each second       ▁▁▄██                         ▁▁▂▁▁",
        " transfer          0.0 Mbit/s                    5.9 Mbit/s",
        "",
        " Events",
        "   12.0 s  MIT ↔ ArosNet is cut",
        "   12.2 s  the overlay goes through Utah",
      ])
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  @Test("every frame has as many lines, so that it can be redrawn in place, and none is too wide")
  func size() {
    let screen = DemoScreen(usesColour: false)
    var crowded = frame
    crowded.events = (0..<40).map { "\($0).0 s  " + String(repeating: "event ", count: 40) }
    crowded.overlay.path = String(repeating: "MIT → ", count: 20)
    crowded.overlay.history = Array(repeating: 0.5, count: 300)
    let lines = screen.lines(crowded)
    #expect(lines.count == screen.lines(DemoFrame(scenario: "loss", totalSeconds: 5)).count)
    #expect(lines.allSatisfy { $0.count <= DemoScreen.width + 1 })
  }

  @Test("troubles add up and go away again")
  func troubles() {
    var book = TroubleBook()
    book.strike(.cut(.bothWays(0, 2)))
    book.strike(.loss(.oneWay(0, 1), .independent(0.3)))
    #expect(book.description == "MIT ↔ ArosNet cut, MIT → Utah loses 30.0 %")
    book.strike(.loss(.bothWays(0, 2), .independent(0.1)))
    book.strike(.heal(.oneWay(0, 1)))
    #expect(book.description == "MIT ↔ ArosNet loses 10.0 %")
    book.strike(.heal(.bothWays(0, 2)))
    #expect(book.description.isEmpty)
  }
}
