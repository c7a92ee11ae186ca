import Foundation

/// A Selvedge network whose members run as real daemons on the hosts of a bench, each with a TUN
/// device and a state folder of its own.
final class TestOverlay {
  /// The hosts below.
  let lab: NamespaceLab
  /// The UDP port that every member listens on.
  let port = 7_272

  private let settings: [String: String]
  private let grants: [String: [String]]
  private let listen: String?
  private var members: [String]
  private let family: UnderlayFamily
  private var daemons: [String: BackgroundProcess] = [:]
  private var invitations: [String: String] = [:]

  /// Creates a network on the first member, invites and joins the others, starts all daemons and
  /// waits until everyone has a path to everyone.
  ///
  /// - Parameters:
  ///   - members: names of hosts; all of the bench's when nil.
  ///   - redundantDSCP: a DSCP value whose flows are sent twice.
  ///   - settings: more lines of every member's config.yaml.
  ///   - settingsOf: more lines of some members'.
  ///   - listen: what every member listens on, instead of each uplink's address.
  ///   - grants: more arguments of the command that makes some of them members.
  init(
    on lab: NamespaceLab, members: [String]? = nil, family: UnderlayFamily = .ipv4,
    redundantDSCP: Int? = nil, settings: String = "", settingsOf: [String: String] = [:],
    grants: [String: [String]] = [:], listen: String? = nil
  ) throws {
    self.listen = listen
    self.lab = lab
    self.family = family
    self.grants = grants
    self.members = members ?? lab.hosts.keys.sorted()
    self.settings = Dictionary(
      uniqueKeysWithValues: lab.hosts.keys.map { ($0, settings + settingsOf[$0, default: ""]) })
    let founder = self.members[0]
    for member in self.members { try configure(member, redundantDSCP) }
    try selvedge(
      on: founder, ["network", "create", "bench", "--name", founder] + grants[founder, default: []])
    try start(founder)
    for member in self.members.dropFirst() { try admit(member, by: founder) }
    try waitUntilConnected()
  }

  private func configure(_ member: String, _ redundantDSCP: Int?) throws {
    try FileManager.default.createDirectory(
      at: state(of: member), withIntermediateDirectories: true)
    let lines = configuration(of: member, family, redundantDSCP) + settings[member, default: ""]
    try lines.write(
      to: state(of: member).appending(path: "config.yaml"), atomically: true, encoding: .utf8)
  }

  private func admit(_ member: String, by founder: String) throws {
    let token = try selvedge(on: founder, ["invite", member] + grants[member, default: []])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    invitations[member] = token
    try selvedge(on: member, ["join", token])
    try start(member)
  }

  // MARK: Members

  /// Invites another host of the bench and starts its daemon.
  func add(_ member: String) throws {
    try configure(member, nil)
    members.append(member)
    try admit(member, by: members[0])
  }

  /// Starts a member's daemon.
  func start(_ member: String) throws {
    daemons[member] = try lab.start(on: member, [Self.binary(), "up"] + stateOption(member))
    try Waiting.until("the daemon of \(member) answers", seconds: 20) {
      guard isRunning(member) else {
        throw LabError.missing("\(member) ended: \(daemons[member]?.errors ?? "")")
      }
      return try attempt(on: member, ["status"]).status == 0
    }
  }

  /// Ends a member's daemon as `systemd` would.
  func stop(_ member: String) {
    daemons[member]?.stop()
  }

  /// Ends a member's daemon with no chance to say goodbye.
  func kill(_ member: String) throws {
    guard let daemon = daemons[member] else { throw LabError.missing("no daemon of \(member)") }
    daemon.stop(signal: SIGKILL)
  }

  /// Whether a member's daemon runs.
  func isRunning(_ member: String) -> Bool { daemons[member]?.isRunning ?? false }

  /// How much memory a member's daemon holds, in kilobytes.
  func residentKilobytes(of member: String) throws -> Int {
    guard let daemon = daemons[member] else { throw LabError.missing("no daemon of \(member)") }
    let status = try String(contentsOfFile: "/proc/\(daemon.identifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  // MARK: Membership

  /// The token that a member joined with.
  func invitation(of member: String) -> String { invitations[member] ?? "" }

  /// Tries to join `host` to the network with `token`.
  func attemptToJoin(_ host: String, with token: String) throws -> CommandResult {
    try attempt(on: host, ["join", token])
  }

  /// Takes a member's credential away, at the member that founded the network.
  func revoke(_ member: String, at authority: String) throws {
    try selvedge(on: authority, ["revoke", member])
  }

  // MARK: Looking

  /// The overlay IPv4 address of a member.
  func ipv4(of member: String) throws -> String {
    try status(of: member).ipv4
  }

  /// A member's address in the overlay, version 6.
  func ipv6(of member: String) throws -> String {
    try status(of: member).ipv6
  }

  /// `mesh` or `prefix`: how a member finds its way at present.
  func plane(of member: String) throws -> String {
    try status(of: member).plane
  }

  /// The names of all members that a member has a session with.
  func connectedPeers(of member: String) throws -> [String] {
    try status(of: member).peers.filter(\.isConnected).map(\.name).sorted()
  }

  /// What a member's daemon has counted under a name.
  func counter(_ name: String, of member: String) throws -> UInt64 {
    try status(of: member).counters[name] ?? 0
  }

  /// How `from` reaches `to` at the moment.
  func path(from: String, to: String) throws -> PathInUse {
    let status = try status(of: from)
    guard let peer = status.peers.first(where: { $0.name == to }) else {
      throw LabError.missing("\(from) does not know \(to)")
    }
    return PathInUse(
      relay: peer.relay, localAddress: peer.localAddress ?? "", switches: peer.switches)
  }

  /// The relay of the path in use of a class, nil for the direct one; `Optional.none` of that when there
  /// is no path.
  func relay(from: String, to: String, class trafficClass: String) throws -> String?? {
    let report = try MemberRoutes(
      json: selvedge(on: from, ["routes", to, "--class", trafficClass, "--json"]))
    return report.routes.first?.paths.first.map(\.relay)
  }

  /// Has a member's program report what it measured.
  func report(_ metric: String, _ value: Double, from: String, to: String, lifetime: String) throws
  {
    try selvedge(on: from, ["metric", "report", metric, to, "\(value)", "--for", lifetime])
  }

  /// What `selvedge routes --explain` says on a member.
  func explanation(from: String, to: String, class trafficClass: String) throws -> String {
    try selvedge(on: from, ["routes", to, "--class", trafficClass, "--explain"])
  }

  /// The largest packets that get whole to a member's neighbour, over each link whose size was found.
  func pathMTUs(from member: String, to neighbour: String) throws -> [Int] {
    try MemberLinks(json: selvedge(on: member, ["links", "--json"])).links
      .filter { $0.neighbour == neighbour && $0.state == "up" }.compactMap(\.mtu)
  }

  /// The links of a member to a neighbour.
  func links(from member: String, to neighbour: String) throws -> [MemberLinks.Link] {
    try MemberLinks(json: selvedge(on: member, ["links", "--json"])).links
      .filter { $0.neighbour == neighbour }
  }

  /// The number of the uplink with a local underlay address.
  func uplink(of member: String, at localAddress: String) -> Int {
    lab[member].uplinks.firstIndex { family.endpoint($0, port: port) == localAddress } ?? 0
  }

  /// Waits until the path between two members fits.
  @discardableResult
  func waitForPath(
    from: String, to: String, describedAs description: String,
    _ fits: (PathInUse) -> Bool
  ) throws -> PathInUse {
    var found: PathInUse?
    try Waiting.until("\(from)'s path to \(to) is \(description)") {
      let path = try path(from: from, to: to)
      found = fits(path) ? path : nil
      return found != nil
    }
    guard let found else { throw LabError.timedOut(description) }
    return found
  }

  /// Waits until every running member has a session with every other one and its TUN device works.
  func waitUntilConnected() throws {
    let running = members.filter(isRunning)
    for member in running {
      let others = running.filter { $0 != member }.sorted()
      try Waiting.until("\(member) is connected to \(others)") {
        // Under the prefix plane nobody needs a session with everybody.
        if let prefix = try status(of: member).prefix { return prefix.isJoined }
        return try others.allSatisfy(connectedPeers(of: member).contains)
      }
    }
    for other in running.dropFirst() {
      let address = try ipv4(of: other)
      try Waiting.until("\(other) answers in the overlay") {
        try lab.attempt(on: running[0], ["ping", "-c", "1", "-W", "1", address]).status == 0
      }
    }
  }

  /// Starts a stream of echo requests between two members, over the overlay.
  func ping(
    from: String, to: String, interval: Double = 0.01, typeOfService: Int? = nil
  ) throws -> PingStream {
    try PingStream(
      in: lab, on: from, to: try ipv4(of: to), interval: interval, typeOfService: typeOfService)
  }

  // MARK: The command

  /// A member's state directory.
  func state(of member: String) -> URL { lab.folder.appending(path: member) }

  /// The option that names a member's state directory.
  func stateOption(_ member: String) -> [String] {
    ["--state", state(of: member).path()]
  }

  /// Runs a command of a member's and gives its output; throws unless it succeeds.
  @discardableResult
  func selvedge(on member: String, _ arguments: [String]) throws -> String {
    try lab.run(on: member, [Self.binary()] + arguments + stateOption(member))
  }

  /// Runs a command of a member's to its end, whatever it is.
  func attempt(on member: String, _ arguments: [String]) throws -> CommandResult {
    try lab.attempt(on: member, [Self.binary()] + arguments + stateOption(member))
  }

  /// What a member says of itself and the others.
  func status(of member: String) throws -> MemberStatus {
    try MemberStatus(json: selvedge(on: member, ["status", "--json"]))
  }

  private func configuration(
    of member: String, _ family: UnderlayFamily, _ redundantDSCP: Int?
  ) -> String {
    let uplinks = lab[member].uplinks.map { "\"\(family.endpoint($0, port: port))\"" }
    let traffic = redundantDSCP.map { "traffic:\n  dscp:\n    \($0): redundant\n" } ?? ""
    return "listen: [\(listen ?? uplinks.joined(separator: ", "))]\n\(traffic)"
  }

  /// The command under test: `$SELVEDGE_BIN`, or the one built beside this test bundle.
  static func binary() throws -> String {
    if let given = ProcessInfo.processInfo.environment["SELVEDGE_BIN"] { return given }
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "selvedge").path()
    guard FileManager.default.isExecutableFile(atPath: beside) else {
      throw LabError.missing("no selvedge command at \(beside); build it, or set SELVEDGE_BIN")
    }
    return beside
  }
}
