internal import ArgumentParser
internal import OverlayLab
internal import OverlaySimulator

/// Names the scenarios that come with the program.
struct SimListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the scenarios that come with the program.")

  @OptionGroup var output: OutputOptions

  private struct Entry: Codable {
    var name: String
    var summary: String
    var runs: Int
  }

  func run() throws {
    let entries = try ScenarioLibrary.names.map { name in
      let scenario = try ScenarioLibrary.scenario(name)
      return Entry(
        name: scenario.name, summary: scenario.summary, runs: scenario.jobs(seed: 1).count)
    }
    try output.print(entries) { entries in
      var table = TextTable("SCENARIO", "RUNS", "WHAT IT SHOWS")
      for entry in entries { table.add(entry.name, "\(entry.runs)", entry.summary) }
      return table.text
    }
  }
}
