internal import OverlayRuntime

/// Values over time as columns of characters.
struct HistoryPlot {
  /// One value for each column; nil where nothing was measured.
  let values: [Double?]
  /// The values at the plot's lower and upper edge.
  let range: ClosedRange<Double>

  /// Eighths of a character, and what stands for them where there are only the letters of ASCII.
  private static let blocks = Array(" ▁▂▃▄▅▆▇█")
  private static let letters = Array(" ..--==##")

  /// The columns of a series between two moments.
  ///
  /// A window covers every column that it overlaps, so that long windows leave no gaps. Changes are
  /// counted in the column where their window began.
  init(_ series: HistorySeries, since: Int64, until: Int64, columns: Int) {
    let isCount = series.unit == "changes"
    let span = Double(max(1, until - since)) / Double(max(1, columns))
    var sums = [(weight: Double, value: Double)](repeating: (0, 0), count: columns)
    for point in series.points {
      // Numbers of another host's: anything may be in them.
      let first = (Double(point.start) - Double(since)) / span
      let last = (Double(point.start) + Double(point.seconds) - Double(since)) / span
      guard last > 0, first < Double(columns), point.count > 0, point.mean.isFinite else {
        continue
      }
      let from = Int(max(0, first).rounded(.down))
      let to = isCount ? from + 1 : max(from + 1, Int(min(last, Double(columns)).rounded(.up)))
      for column in from..<to {
        let count = Double(point.count)
        sums[column].weight += isCount ? 1 : count
        sums[column].value += isCount ? count : point.mean * count
      }
    }
    values = sums.map { sum in
      guard sum.weight > 0, sum.value.isFinite else { return nil }
      return isCount ? sum.value : sum.value / sum.weight
    }
    range = Self.range(values.compactMap(\.self), unit: series.unit)
  }

  /// From nothing to the largest value; or around them, where that would be a flat line at the top.
  private static func range(_ values: [Double], unit: String) -> ClosedRange<Double> {
    guard let least = values.min(), let most = values.max() else { return 0...1 }
    if least < 0 || (unit == "ms" && least > most / 2 && most > least) {
      let margin = (most - least) / 4
      return (least - margin)...(most)
    }
    // A lost packet in a thousand is no cliff.
    return 0...max(most, unit == "share" ? 0.01 : .leastNonzeroMagnitude)
  }

  /// The plot, top line first.
  func lines(height: Int, isUnicode: Bool) -> [String] {
    let signs = isUnicode ? Self.blocks : Self.letters
    let levels = values.map { value -> Int? in
      guard let value else { return nil }
      let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      // What was measured shows, however small it is.
      let level = share.isFinite ? min(max(share, 0), 1) : 1
      return max(1, Int((level * Double(8 * height)).rounded()))
    }
    return (0..<height).reversed().map { row in
      let line = levels.map { level in signs[min(8, max(0, (level ?? 0) - 8 * row))] }
      return String(line)
    }
  }
}
