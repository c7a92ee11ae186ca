internal import FoundationEssentials
internal import OverlayRuntime

/// History for people: plots of one node, or a line for each.
struct HistoryText {
  /// Characters in a line.
  let width: Int
  /// Whether the terminal shows more than ASCII.
  let isUnicode: Bool
  /// Whether plots are of several lines.
  let isDetailed: Bool

  private static let height = 6
  private static let labelWidth = 10

  /// The terminal's width, or what is usual.
  static var terminalWidth: Int {
    let environment = ProcessInfo.processInfo.environment
    let columns = environment["COLUMNS"].flatMap { Int($0) } ?? Terminal.columns ?? 80
    return min(max(columns, 40), 300)
  }

  /// Whether the environment speaks of UTF-8, as POSIX has it: the first of these that is set.
  static var isTerminalUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let name = locale?.uppercased() else { return false }
    return name.contains("UTF-8") || name.contains("UTF8")
  }

  /// Columns of a plot.
  private var columns: Int {
    isDetailed ? width - Self.labelWidth - 2 : max(12, width - 58)
  }

  /// How long windows should be for a column each, in seconds.
  func step(of seconds: UInt64) -> Int { max(1, Int(seconds) / columns) }

  /// The lines of a report.
  func lines(_ report: HistoryReport) -> [String] {
    let series = report.series.filter { !$0.points.isEmpty }
    guard !series.isEmpty else {
      return ["nothing was measured in that time; a daemon writes what it measures once a window"]
    }
    return isDetailed ? series.flatMap { plot($0, report) } : [table(series, report)]
  }

  private func plot(_ series: HistorySeries, _ report: HistoryReport) -> [String] {
    let plot = HistoryPlot(series, since: report.since, until: report.until, columns: columns)
    let (mean, least, most) = Self.numbers(series)
    let drawn = plot.lines(height: Self.height, isUnicode: isUnicode)
    let axis = isUnicode ? "│" : "|"
    let edges = [
      0: Self.words(plot.range.upperBound, series.unit),
      drawn.count - 1: Self.words(plot.range.lowerBound, series.unit),
    ]
    let begin = "\(Quantity.seconds(Double(report.until - report.since))) ago"
    let gap = max(1, columns - begin.count - 3)
    let figures = series.unit == "changes" ? mean : "mean \(mean), min \(least), max \(most)"
    var lines = ["\(series.remote) \(series.metric), measured at \(series.site): \(figures)"]
    for (index, line) in drawn.enumerated() {
      let label = edges[index] ?? ""
      let padding = Self.spaces(Self.labelWidth - label.count)
      lines.append("\(padding)\(label) \(axis)\(Self.trimmed(line))")
    }
    lines.append(Self.spaces(Self.labelWidth + 2) + begin + Self.spaces(gap) + "now")
    lines.append("")
    return lines
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }

  private func table(_ series: [HistorySeries], _ report: HistoryReport) -> String {
    let begin = "LAST \(Quantity.seconds(Double(report.until - report.since)).uppercased())"
    var table = TextTable("REMOTE", "METRIC", "SITE", begin, "MEAN", "MIN", "MAX")
    for one in series {
      let plot = HistoryPlot(one, since: report.since, until: report.until, columns: columns)
      let (mean, least, most) = Self.numbers(one)
      table.add(
        one.remote, one.metric, one.site,
        plot.lines(height: 1, isUnicode: isUnicode).joined(), mean, least, most)
    }
    return table.text
  }

  /// A series' summaries as they are made, a line each.
  static func following(_ series: HistorySeries) -> [String] {
    series.points.map { point in
      var single = series
      single.points = [point]
      let (mean, least, most) = numbers(single)
      return "\(clock(point.start))  \(series.site)  \(series.remote)  \(series.metric)  "
        + (series.unit == "changes" ? mean : "mean \(mean), min \(least), max \(most)")
    }
  }

  /// Mean, smallest and largest of a series; of changes their number.
  private static func numbers(_ series: HistorySeries) -> (String, String, String) {
    let count = series.points.reduce(0.0) { $0 + Double($1.count) }
    guard series.unit != "changes" else { return (words(count, "changes"), "-", "-") }
    let sum = series.points.reduce(0.0) { $0 + $1.mean * Double($1.count) }
    let least = series.points.map(\.minimum).min() ?? 0
    let most = series.points.map(\.maximum).max() ?? 0
    return (
      words(count > 0 ? sum / count : 0, series.unit), words(least, series.unit),
      words(most, series.unit)
    )
  }

  /// A value with its unit. What an application measures has none that is known.
  static func words(_ value: Double, _ unit: String) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    switch unit {
    case "ms": return value < 0 ? "\(Quantity.fixed(value, 3)) ms" : Quantity.milliseconds(value)
    case "share": return Quantity.share(value)
    case "B/s": return "\(Quantity.bytes(UInt64(max(0, value))))/s"
    case "changes": return "\(Int(value))"
    default: return Quantity.fixed(value, 3)
    }
  }

  /// The time of day of a moment, by UTC.
  private static func clock(_ seconds: Int64) -> String {
    let inDay = max(0, seconds) % 86_400
    let parts = [inDay / 3_600, inDay / 60 % 60, inDay % 60]
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + "Z"
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
