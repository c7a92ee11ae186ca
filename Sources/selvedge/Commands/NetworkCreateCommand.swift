internal import ArgumentParser
internal import FoundationEssentials
internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySecurity

/// Founds a network whose first node is this one.
struct NetworkCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Found a network; this host becomes its first node.",
    discussion: """
      Makes the network's keys and this node's, and writes them to the state directory. This node \
      is the network's authority: only here can others be invited and revoked, so keep a copy of \
      the state directory in a safe place.

      Example:
        selvedge network create home --name alpha --listen 0.0.0.0:7272 --ipv4 10.99.0.0/24
      """)

  @Argument(help: ArgumentHelp("The network's name, for people.", valueName: "name"))
  var network: String

  @Option(
    help: ArgumentHelp(
      "This node's name in the network: a-z, 0-9 and '-'.",
      discussion: "Default: this host's name.", valueName: "node"))
  var name: String?

  @Option(
    name: .customLong("ipv4"),
    help: ArgumentHelp(
      "The overlay's IPv4 addresses; the first node gets the first.", valueName: "prefix"))
  var addresses = PrefixArgument.standard

  @Option(
    name: .customLong("prefix"),
    help: ArgumentHelp(
      "Addresses behind this node that it may serve; may be given up to eight times.",
      valueName: "prefix"))
  var prefixes: [PrefixArgument] = []

  @Flag(help: "Allow this node to be an exit: to carry packets to any address.")
  var exit = false

  @OptionGroup var listen: ListenOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    forbidDumps()
    let directory = state.directory
    guard !directory.hasNode else { throw StateError.setUpAlready(directory: directory.path) }
    let settings = try listen.settings(for: state)
    let founder = NetworkFounder(
      network: network, node: name ?? Self.hostName, addresses: addresses.prefix,
      prefixes: prefixes.map(\.prefix), mayBeExit: exit)
    try directory.create()
    let lock = try directory.lock()
    let node = try founder.found(in: directory)
    try listen.store(settings, in: directory)
    _ = consume lock
    try output.print(MembershipReport(node, in: directory)) { report in
      """
      founded the network `\(network)`; this node is \(report.name), \(report.ipv4)
      Start it with `selvedge up\(state.path.map { " --state \($0)" } ?? "")`, then invite others \
      with `selvedge invite NAME`.
      """
    }
  }

  private static var hostName: String {
    let full = ProcessInfo.processInfo.hostName.lowercased()
    return String(full.prefix { $0 != "." })
  }
}

extension PrefixArgument {
  /// The overlay's addresses unless told otherwise.
  static let standard = PrefixArgument(argument: "10.99.0.0/24")!
}
