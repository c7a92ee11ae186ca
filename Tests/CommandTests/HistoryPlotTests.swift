import Testing

@testable import OverlayRuntime
@testable import selvedge

@Suite("history for people")
struct HistoryPlotTests {
  private func series(
    _ points: [(start: Int64, mean: Double)], unit: String = "ms", seconds: Int64 = 60,
    count: Int64 = 1
  ) -> HistorySeries {
    HistorySeries(
      site: "alpha", source: "alpha", remote: "beta", metric: "rtt", unit: unit,
      points: points.map {
        HistorySeries.Point(
          start: $0.start, seconds: seconds, count: count, mean: $0.mean, minimum: $0.mean,
          maximum: $0.mean, median: $0.mean, p95: $0.mean)
      })
  }

  @Test("a window covers every column that it overlaps, and a gap stays one")
  func columns() {
    let plot = HistoryPlot(
      series([(0, 10), (120, 20)]), since: 0, until: 240, columns: 8)
    #expect(plot.values == [10, 10, nil, nil, 20, 20, nil, nil])
  }

  @Test("several windows in a column count by their samples")
  func weights() {
    var both = series([(0, 10), (60, 30)])
    both.points[1].count = 3
    #expect(HistoryPlot(both, since: 0, until: 120, columns: 1).values == [25])
  }

  @Test("changes are added up, each window in one column")
  func changes() {
    let plot = HistoryPlot(
      series([(0, 1), (60, 1)], unit: "changes", count: 4), since: 0, until: 240, columns: 4)
    #expect(plot.values == [4, 4, nil, nil])
    #expect(
      HistoryPlot(
        series([(0, 1), (60, 1)], unit: "changes", count: 4), since: 0, until: 240, columns: 1
      ).values == [8])
  }

  @Test("lines are blocks, or letters where there is no Unicode")
  func lines() {
    let plot = HistoryPlot(
      series([(0, 0), (60, 4), (120, 8)], unit: ""), since: 0, until: 240, columns: 4)
    #expect(plot.lines(height: 1, isUnicode: true) == ["▁▄█ "])
    #expect(plot.lines(height: 2, isUnicode: true) == ["  █ ", "▁██ "])
    let letters = plot.lines(height: 2, isUnicode: false)
    #expect(letters == ["  # ", ".## "])
  }

  @Test("whatever another host sends is drawn or left out, and does not trap")
  func extremes() {
    for start in [Int64.min, -1, 0, .max] {
      for mean in [Double.nan, .infinity, -1e300, 1e300, 0, -0.0, 5e-324] {
        for unit in ["ms", "share", "B/s", "changes", ""] {
          for seconds in [Int64.min, 0, .max] {
            let wild = series([(start, mean), (10, 1)], unit: unit, seconds: seconds, count: .max)
            let report = HistoryReport(since: 0, until: 100, isPartial: false, series: [wild])
            for isDetailed in [true, false] {
              let text = HistoryText(width: 80, isUnicode: true, isDetailed: isDetailed)
              #expect(!text.lines(report).isEmpty)
            }
            #expect(HistoryText.following(wild).count == 2)
          }
        }
      }
    }
  }

  @Test("plots are as wide as the terminal and say what they show")
  func text() {
    let report = HistoryReport(
      since: 0, until: 3_600, isPartial: false,
      series: [series((0..<60).map { (Int64($0) * 60, Double(10 + $0 % 3)) })])
    for width in [40, 80, 200] {
      for isDetailed in [true, false] {
        let text = HistoryText(width: width, isUnicode: false, isDetailed: isDetailed)
        let lines = text.lines(report).joined(separator: "\n").split(separator: "\n")
        #expect(lines.contains { $0.contains("beta") })
        #expect(lines.contains { $0.contains("11.0 ms") })
        if isDetailed { #expect(lines.allSatisfy { $0.count <= max(width, 70) }) }
        #expect(lines.joined().allSatisfy { $0.isASCII })
      }
    }
    let none = HistoryText(width: 80, isUnicode: false, isDetailed: true)
      .lines(HistoryReport(since: 0, until: 1, isPartial: false, series: []))
    #expect(none.first?.contains("nothing was measured") == true)
  }

  @Test("values have their units")
  func words() {
    #expect(HistoryText.words(12.34, "ms") == "12.3 ms")
    #expect(HistoryText.words(0.015, "share") == "1.5 %")
    #expect(HistoryText.words(1_500, "B/s") == "1.5 kB/s")
    #expect(HistoryText.words(7, "changes") == "7")
    #expect(HistoryText.words(0.5, "") == "0.500")
  }
}
