import Foundation

/// Figures of one benchmark run, with what a reader needs to judge them.
struct FigureTable: Codable {
  /// One quantity.
  struct Row: Codable {
    /// What was measured.
    let name: String
    /// The unit of the values.
    let unit: String
    /// The values' spread.
    let spread: Spread
    /// What else is worth knowing, such as how many packets were lost.
    let remark: String
  }

  /// The command that makes these figures.
  let command: String
  /// Processor, cores and kernel of the machine.
  let machine: String
  /// The measured quantities.
  var rows: [Row] = []

  /// An empty table for this machine.
  init(command: String) {
    self.command = command
    machine = Self.describeMachine()
  }

  /// Adds a quantity.
  mutating func add(_ name: String, unit: String, _ values: [Double], remark: String = "") {
    rows.append(Row(name: name, unit: unit, spread: Spread(values), remark: remark))
  }

  /// The table as Markdown.
  var markdown: String {
    let body = rows.map { row in
      let spread = row.spread
      let cells = [spread.least, spread.median, spread.ninetieth, spread.most].map(Self.short)
      return "| \(row.name) | \(row.unit) | \(spread.count) | "
        + cells.joined(separator: " | ") + " | \(row.remark) |"
    }
    return """
      `\(command)` on \(machine):

      | what | unit | runs | least | median | 90 % | most | |
      |---|---|--:|--:|--:|--:|--:|---|
      \(body.joined(separator: "\n"))

      """
  }

  /// Writes `name.md` and `name.json` into `folder`.
  func write(to folder: URL, name: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: folder.appending(path: "\(name).json"))
    try Data(markdown.utf8).write(to: folder.appending(path: "\(name).md"))
  }

  private static func short(_ value: Double) -> String {
    let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
    return String(format: "%.\(digits)f", value)
  }

  private static func describeMachine() -> String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return "\(cores) cores of \(model ?? "an unknown processor"), Linux "
      + (kernel.split(separator: "-").first.map(String.init) ?? "").trimmingCharacters(
        in: .whitespacesAndNewlines)
  }
}
