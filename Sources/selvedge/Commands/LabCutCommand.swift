internal import ArgumentParser
internal import OverlayLab

/// Lets nothing through between hosts.
struct LabCutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract: "Let nothing through between two hosts.",
    discussion: """
      Packets vanish, as behind a cable that somebody else pulled: no interface goes down, nobody \
      is told. What is under way already still arrives. `selvedge lab heal` mends it.

      Examples:
        selvedge lab cut alpha beta
        selvedge lab cut alpha beta --one-way   # beta's packets still reach alpha
        selvedge lab cut home/lte office        # one of several uplinks
        selvedge lab cut alpha                  # alpha from everybody
      """)

  @Argument(help: "A host, or HOST/UPLINK.")
  var from: String

  @Argument(help: "The other one; all others by default.")
  var to: String?

  @OptionGroup var paths: LabPathArguments

  func run() throws {
    let selection = LabSelection(from: from, to: to, isBothWays: !paths.oneWay)
    try paths.change(.cut(selection), "cut")
  }
}
