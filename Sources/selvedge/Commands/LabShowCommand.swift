internal import ArgumentParser
internal import OverlayLab

/// Prints a lab's scenario that comes with the program, to start one's own from.
struct LabShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a scenario's file, to read or to start one's own from.")

  @Argument(help: "A name that `selvedge lab list` tells.")
  var scenario: String

  func run() throws {
    guard let text = LabLibrary.text(of: scenario) else {
      throw ScenarioError.unknown(scenario, shipped: LabLibrary.names, list: "lab list")
    }
    StandardOutput.print(String(text.dropLast()))
  }
}
