internal import ArgumentParser

/// Large networks in virtual time, by scenario.
struct SimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim",
    abstract: "Run scenarios with thousands of nodes in virtual time, and check the results.",
    discussion: """
      A scenario is a readable file: a network, what happens to it, what is measured, and what \
      the measurements are held to. Some come with the program; write your own beside them.

      Examples:
        selvedge sim list
        selvedge sim run figure-21 --csv results
        selvedge sim show figure-21 > mine.yaml
        selvedge sim run mine.yaml --seed 7

      `selvedge simulate` is for meshes under random faults, with ciphers and all.
      """,
    subcommands: [SimListCommand.self, SimRunCommand.self, SimShowCommand.self])
}
