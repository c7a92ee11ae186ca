internal import FoundationEssentials
public import OverlaySimulator

/// A report as files of comma-separated values: one of all numbers, one for each kind of series.
public enum ScenarioTables {
  /// Writes the files, each appearing complete or not at all.
  ///
  /// - Returns: Their paths.
  /// - Throws: ``ScenarioError`` when the directory cannot be made or a file not be written.
  public static func write(
    _ report: ScenarioReport, of scenario: Scenario, to directory: String
  ) throws(ScenarioError) -> [String] {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(directory, reason: "the directory cannot be made")
    }
    var paths: [String] = []
    for (name, text) in files(report, of: scenario) {
      let path = "\(directory)/\(name).csv"
      do {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw .unwritable(path, reason: "\(error)")
      }
      paths.append(path)
    }
    return paths
  }

  static func files(
    _ report: ScenarioReport, of scenario: Scenario
  ) -> [(name: String, text: String)] {
    var files = [("\(scenario.name)-measures", measures(report))]
    var names: [String] = []
    for series in report.results.flatMap(\.series) where !names.contains(series.name) {
      names.append(series.name)
    }
    for name in names {
      var lines: [String] = []
      for result in report.results {
        for series in result.series where series.name == name {
          if lines.isEmpty { lines.append((["run"] + series.columns).joined(separator: ",")) }
          lines += series.rows.map { row in
            ([result.name] + row.map(number)).joined(separator: ",")
          }
        }
      }
      files.append(("\(scenario.name)-\(name)", lines.joined(separator: "\n") + "\n"))
    }
    return files
  }

  private static func measures(_ report: ScenarioReport) -> String {
    var lines = ["measure,value"]
    lines += report.measures.map { "\($0.name),\(number($0.value))" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// As few digits as tell the value apart, and no more than six behind the point.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "" }
    let rounded = (value * 1e6).rounded() / 1e6
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
