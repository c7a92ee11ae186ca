import OverlayCore
import OverlayRuntime
import OverlaySimulator

/// How four hosts become a network: founded on one, the others invited one by one.
extension DemoRun {
  /// How long a command of the ceremony may take.
  private static let commandLimit = Interval.seconds(20)
  /// How long the daemons may take to connect with each other.
  private static let connectLimitSeconds = 30

  func holdCeremony() throws {
    let founder = daemons[Site.mit.rawValue]
    view.note("MIT founds a network")
    try execute(
      founder,
      ["network", "create", "demo", "--name", founder.site.memberName] + listen(founder.site))
    try configureStreams()
    try founder.start()
    guard try pump(limit: Self.commandLimit, until: { founder.connectedCount != nil }) else {
      throw notConnected
    }
    for daemon in daemons where daemon !== founder {
      let token = try execute(founder, ["invite", daemon.site.memberName])
      view.note("\(daemon.site.name) joins with an invitation from MIT")
      try execute(daemon, ["join", token] + listen(daemon.site))
    }
    try daemons[Site.arosNet.rawValue].configure(
      "services:\n  - {port: 5004, deliver: \"\(DemoPorts.loopback(ports.service))\"}\n")
  }

  /// MIT's applications reach ArosNet's service through a local port of the daemon.
  private func configureStreams() throws {
    try daemons[Site.mit.rawValue].configure(
      """
      tunnels:
        - {listen: "\(DemoPorts.loopback(ports.tunnel))", node: arosnet, port: 5004}

      """)
  }

  private func listen(_ site: Site) -> [String] {
    let endpoint = EmulatedEndpoint(host: site.rawValue, port: ports.overlay)
    return [
      "--listen", EmulatedAddressing.local(endpoint).description,
      "--advertise", EmulatedAddressing.remote(endpoint).description,
    ]
  }

  @discardableResult
  private func execute(_ daemon: SiteDaemon, _ arguments: [String]) throws -> String {
    let command = try daemon.launch(arguments)
    do {
      try pump(limit: Self.commandLimit) { !command.isRunning }
    } catch {
      command.terminate()
      throw error
    }
    command.terminate()
    return try command.result()
  }

  /// Starts the three daemons that do not run yet and waits until everyone knows everyone.
  func startDaemons() throws {
    for daemon in daemons where !daemon.isRunning { try daemon.start() }
    view.note("four daemons measure the paths between them")
    let others = daemons.count - 1
    var asked = Instant.zero
    let areConnected = try pump(limit: .seconds(UInt64(Self.connectLimitSeconds))) {
      // Not at every turn: each question waits for its answer.
      guard loop.clock.now - asked > .milliseconds(100) else { return false }
      asked = loop.clock.now
      return daemons.allSatisfy { $0.connectedCount == others }
    }
    guard areConnected else { throw notConnected }
  }

  private var notConnected: DemoError {
    .notConnected(
      seconds: Self.connectLimitSeconds,
      logs: daemons.map(\.lastWords).joined(separator: "\n"))
  }
}
