internal import ArgumentParser
internal import OverlayRuntime
internal import OverlaySecurity

/// Makes an invitation.
struct InviteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Invite a node: print a token for `selvedge join`.",
    discussion: """
      On the node where the network was created. The token lets one node in, under the given name; \
      whoever has it can use it, so hand it over like a password. Inviting a name again withdraws \
      the earlier token. Works while the daemon runs and while it does not; to join, the new node \
      needs it running.

      `--prefix` allows the node to serve addresses behind it, `--exit` to carry packets to the \
      Internet; what it then does is up to `serve` and `serve-exit` in its config.yaml.

      Examples:
        selvedge invite beta --expires 2h
        selvedge invite border --prefix 10.1.0.0/24 --prefix fd12:3456::/48

      JSON keys: name, token, expiresAt, endpoints.
      """)

  @Argument(help: "The new node's name: a-z, 0-9 and '-'.")
  var name: String

  @Option(
    help: ArgumentHelp(
      "How long the token is good: a number and s, m, h or d, at most 3660d (ten years).",
      valueName: "time"))
  var expires = DurationArgument(seconds: 86_400)

  @Option(
    name: .customLong("prefix"),
    help: ArgumentHelp(
      "Addresses behind the node that it may serve; may be given up to eight times.",
      valueName: "prefix"))
  var prefixes: [PrefixArgument] = []

  @Flag(help: "Allow the node to be an exit: to carry packets to any address.")
  var exit = false

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    forbidDumps()
    try output.print(try invite()) { $0.token }
  }

  private func invite() throws -> InvitationReport {
    var report: InvitationReport?
    do {
      let request = ControlRequest.invite(
        name: name, expiresAfterSeconds: expires.seconds,
        prefixes: prefixes.isEmpty ? nil : prefixes.map(\.prefix.description),
        mayBeExit: exit ? true : nil)
      try state.ask(request) { response in
        if case .invitation(let invitation) = response { report = invitation }
      }
    } catch ControlError.notRunning {
      report = try inviteWithoutDaemon()
    }
    guard let report else { throw CommandError.unexpectedAnswer }
    return report
  }

  private func inviteWithoutDaemon() throws -> InvitationReport {
    let directory = state.directory
    let node = try directory.loadNode()
    let settings = try state.configuration()
    let lock = try directory.lock()
    defer { _ = lock }
    guard var desk = try AuthorityDesk(state: directory) else {
      throw AuthorityDeskError.notAuthority(directory: directory.path)
    }
    StandardOutput.warn(desk.warnings)
    let invitation = try desk.invite(
      name: name, for: expires.seconds, inviter: node.identity.publicKey,
      endpoints: AdvertisedAddresses.list(
        settings, places: nil, interfaces: LocalAddresses.interfaces(),
        credential: node.credential),
      prefixes: prefixes.map(\.prefix), mayBeExit: exit)
    return InvitationReport(invitation)
  }
}
