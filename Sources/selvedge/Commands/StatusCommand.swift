internal import ArgumentParser
internal import FoundationEssentials
internal import OverlayRuntime

/// Tells who is there.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show this node, the other members, and how each is reached.",
    discussion: """
      REACH is direct, relayed through another member, unreachable, or offline for a member that is \
      known from before and has not been heard since; ROUND TRIP and LOSS are \
      expected of the path in use; CHANGES counts changes of the path since the daemon started.

      "seen at" is where others see that this node's datagrams come from, when that is none of its \
      own addresses: it is behind a router that translates them (NAT).

      Under prefix routing the members listed are those that this node has a session with; \
      `selvedge lookup NAME` finds the others.

      JSON keys: version, network, networkID, name, node, ipv4, ipv4PrefixLength, ipv6, listen, \
      plane, prefix (isJoined, entries, nodes, records), advertised, observed, device, \
      exit (wanted, node, isInUse, isGuarded, reason, repairs), stateDirectory, isAuthority, \
      uptimeSeconds, credentialExpiresAt, clockBehindSeconds (when this host's clock is wrong), \
      warnings (what is wrong and what to do about it), counters, and peers with name, node, ipv4, \
      ipv6, endpoints, isConnected, reach, relay, \
      localAddress, roundTripMilliseconds, loss, switches, sessionAgeSeconds, \
      credentialExpiresAt, lastSeenAt (of offline members, where it is known).
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    do {
      try state.ask(.status) { response in
        guard case .status(let report) = response else { throw CommandError.unexpectedAnswer }
        try output.print(report, as: Self.text)
      }
    } catch ControlError.notRunning(let path) {
      // Without a daemon nothing else says why nothing works.
      StandardOutput.warn([HostSetup.closure(state.directory).notice].compactMap(\.self))
      throw ControlError.notRunning(path: path)
    }
  }

  private static func words(_ exit: StatusReport.Exit) -> String {
    let state =
      exit.isInUse
      ? "\(exit.node ?? exit.wanted) in use"
      : exit.isGuarded ? "blocked" : "not in use (\(exit.wanted))"
    return state + (exit.reason.map { ": \($0)" } ?? "")
      + (exit.isGuarded ? "" : "; packets may leave around it")
  }

  private static func lastSeen(_ peer: StatusReport.Peer) -> String? {
    guard let seen = peer.lastSeenAt else { return nil }
    let now = UInt64(max(0, Date.now.timeIntervalSince1970))
    return "none, seen \(Quantity.seconds(Double(now > seen ? now - seen : 0))) ago"
  }

  static func text(_ report: StatusReport) -> String {
    let network = report.network.map { "`\($0)`" } ?? String(report.networkID.prefix(8))
    var lines = (report.warnings ?? []).map { "WARNING: \($0)" }
    lines += [
      "\(report.name) in network \(network), up \(Quantity.seconds(report.uptimeSeconds))",
      "  node      \(report.node)",
      "  addresses \(report.ipv4)/\(report.ipv4PrefixLength), \(report.ipv6)"
        + (report.device.map { " on \($0)" } ?? ", no network device"),
      "  listens   \(report.listen.joined(separator: ", "))",
      "  reached   "
        + (report.advertised.isEmpty ? "-" : report.advertised.joined(separator: ", ")),
    ]
    if !report.observed.isEmpty {
      lines.append("  seen at   \(report.observed.joined(separator: ", "))")
    }
    if let exit = report.exit { lines.append("  exit      \(words(exit))") }
    if let prefix = report.prefix {
      lines.append(
        "  routing   by prefix, "
          + (prefix.isJoined
            ? "\(prefix.nodes) nodes in \(prefix.entries) entries, \(prefix.records) records kept"
            : "joining"))
    }
    guard !report.peers.isEmpty else {
      return (lines + ["", "No other members. Invite one with `selvedge invite NAME`."])
        .joined(separator: "\n")
    }
    var table = TextTable("PEER", "ADDRESS", "REACH", "ROUND TRIP", "LOSS", "CHANGES", "SESSION")
    for peer in report.peers {
      table.add(
        peer.name, peer.ipv4, peer.relay.map { "through \($0)" } ?? peer.reach,
        peer.roundTripMilliseconds.map(Quantity.milliseconds) ?? "-",
        peer.loss.map(Quantity.share) ?? "-", "\(peer.switches)",
        peer.sessionAgeSeconds.map(Quantity.seconds) ?? lastSeen(peer) ?? "none")
    }
    return (lines + ["", table.text]).joined(separator: "\n")
  }
}
