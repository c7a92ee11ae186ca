internal import ArgumentParser
internal import OverlayLab

/// Prints a scenario that comes with the program, to start one's own from.
struct SimShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a scenario's file, to read or to start one's own from.")

  @Argument(help: "A name that `selvedge sim list` tells.")
  var scenario: String

  func run() throws {
    guard let text = ScenarioLibrary.text(of: scenario) else {
      throw ScenarioError.unknown(
        scenario, shipped: ScenarioLibrary.names, list: "sim list")
    }
    StandardOutput.print(String(text.dropLast()))
  }
}
