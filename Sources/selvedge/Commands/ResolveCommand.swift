internal import ArgumentParser
internal import OverlayRuntime

/// Tells a node's addresses.
struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Print a node's overlay addresses, or whose an address is.",
    discussion: """
      Programs get the same answers from the daemon's resolver, which listens on port 53 of the \
      node's own overlay address and answers for NAME.selvedge. Where systemd-resolved runs, it is \
      told so; elsewhere see docs/EDGES.md.

      Examples:
        selvedge resolve beta
        selvedge resolve 10.99.0.2

      JSON keys: name, domainName, node, ipv4, ipv6.
      """)

  @Argument(help: ArgumentHelp("A node's name or overlay address.", valueName: "name"))
  var name: String

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.resolve(name: name)) { response in
      guard case .resolution(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report) { "\($0.domainName)\n\($0.ipv4)\n\($0.ipv6)" }
    }
  }
}
