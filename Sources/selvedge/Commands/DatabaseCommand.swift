internal import ArgumentParser

/// Commands about the performance database.
struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "database", abstract: "See how the performance database does.",
    subcommands: [DatabaseStatusCommand.self])
}
