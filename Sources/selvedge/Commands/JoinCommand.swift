internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySecurity

/// Joins a network with an invitation.
struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Join a network with the token that `selvedge invite` printed.",
    discussion: """
      Asks the inviting node, whose daemon must be running and reachable by UDP, for this node's \
      credential, and writes it to the state directory. Trying again after a failure is safe.

      Examples:
        selvedge join selvedge2.AbC... --listen 0.0.0.0:7272
        selvedge join - < token.txt

      A token on the command line is overwritten there as soon as it has been read; with `-` nobody \
      on this host can see it at all.

      JSON keys: name, node, networkID, ipv4, ipv4PrefixLength, ipv6, stateDirectory.
      """)

  @Argument(help: "The token, or - to read it from standard input.")
  var token: String

  @OptionGroup var listen: ListenOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    forbidDumps()
    Secrets.hideArgument(token)
    let invitation = try readInvitation()
    let directory = state.directory
    guard !directory.hasNode else { throw StateError.setUpAlready(directory: directory.path) }
    let settings = try listen.settings(for: state)
    try directory.create()
    let lock = try directory.lock()
    let identity = try directory.joiningIdentity()
    var client = EnrolmentClient(
      invitation: invitation, identity: identity,
      advertised: AdvertisedAddresses.list(
        settings, places: nil, interfaces: LocalAddresses.interfaces(), credential: nil),
      report: StandardOutput.note)
    let node = try client.enrol()
    try listen.store(settings, in: directory)
    try directory.store(node)
    _ = consume lock
    try output.print(MembershipReport(node, in: directory)) { report in
      """
      joined as \(report.name), \(report.ipv4)
      Start it with `selvedge up\(state.path.map { " --state \($0)" } ?? "")`.
      """
    }
  }

  private func readInvitation() throws -> Invitation {
    var text = token
    if token == "-" {
      text = ""
      while let line = readLine() { text += line }
    }
    do throws(InvitationError) {
      return try Invitation(token: text)
    } catch {
      throw EnrolmentFailure.badToken(error)
    }
  }
}
