internal import ArgumentParser
internal import OverlayLab

/// Changes paths while the lab is up.
struct LabSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Change paths between two hosts: loss=5% delay=30ms and the like.",
    discussion: """
      Keys: delay, jitter, loss, burst, duplicate, reorder, reorder-delay, rate, queue, mtu, icmp; \
      `selvedge lab up --help` tells what each means. What is not named stays as it is, except that \
      `loss` without `burst` ends bursts. `selvedge lab heal` undoes all of it.

      Examples:
        selvedge lab set alpha beta loss=5% delay=30ms
        selvedge lab set alpha beta loss=30% burst=400ms --one-way
        selvedge lab set home/lte office rate=2mbit queue=64kB
      """)

  @Argument(help: "A host, or HOST/UPLINK.")
  var from: String

  @Argument(help: "The other one.")
  var to: String

  @Argument(help: ArgumentHelp("What to set, each KEY=VALUE.", valueName: "settings"))
  var settings: [String]

  @OptionGroup var paths: LabPathArguments

  func run() throws {
    try PathWords.check(settings)
    let selection = LabSelection(from: from, to: to, isBothWays: !paths.oneWay)
    try paths.change(.set(selection, words: settings), "set")
  }
}
