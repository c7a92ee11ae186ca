internal import ArgumentParser
internal import OverlayLab

/// Makes paths what the scenario says.
struct LabHealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heal",
    abstract: "Make paths what the scenario says: mend cuts, undo `set`.",
    discussion: """
      Examples:
        selvedge lab heal                 # all paths
        selvedge lab heal alpha beta      # those between two hosts
        selvedge lab heal alpha           # all of one host
      """)

  @Argument(help: "A host, or HOST/UPLINK; everything by default.")
  var from: String?

  @Argument(help: "The other one; all others by default.")
  var to: String?

  @OptionGroup var paths: LabPathArguments

  func validate() throws {
    guard from != nil || !paths.oneWay else {
      throw ValidationError("One way between which hosts?")
    }
  }

  func run() throws {
    let selection = from.map { LabSelection(from: $0, to: to, isBothWays: !paths.oneWay) }
    try paths.change(.heal(selection), "healed")
  }
}
