internal import ArgumentParser

/// Commands about networks as such.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "Found a network.",
    subcommands: [NetworkCreateCommand.self])
}
