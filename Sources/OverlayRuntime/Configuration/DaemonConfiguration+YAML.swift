internal import OverlayCore
internal import OverlaySecurity

extension DaemonConfiguration {
  /// The settings as a config.yaml that explains itself; reading it gives the same settings.
  public var yaml: String {
    let mtu = ConfigurationKey.mtuRange
    let limits = ConfigurationKey.meshLimitRange
    return """
      # UDP addresses of the network below to listen on, at most four. Give each uplink its own
      # address and Selvedge measures and uses all of them.
      listen: \(Self.list(listen))
      # Addresses that others reach this node at, when they differ (NAT, wildcard): [203.0.113.5:7272]
      advertise: \(Self.list(advertise))
      # The network device. Without it only `tunnels`, `services` and this command reach the overlay.
      tun:
        enabled: \(tun.enabled)
        # %d becomes the first free number.
        name: "\(tun.name)"
        # \(mtu.lowerBound)...\(mtu.upperBound) bytes. \(PacketLayout.payloadBytesMax) fits \
      into Ethernet's 1500 with both layers of sealing, over IPv6 too.
        mtu: \(tun.mtu)
        # Packets of up to 64 KiB between kernel and daemon: several times as fast. false only to find faults.
        offload: \(tun.offload)
      # How this node finds its way. mesh: every node measures every other, for up to \
      \(Limits.membersMax) of them.
      # prefix: every node keeps a table of few, for thousands. auto: a mesh until it has more than
      # `mesh-limit` members (\(limits.lowerBound)...\(limits.upperBound)), prefix from then on; and \
      prefix as soon as a neighbour is.
      plane: \(plane.rawValue)
      mesh-limit: \(meshLimit)
      # Protocol constants: standard, or ron or tapestry for those of the papers.
      profile: \(profile.rawValue)
      # realtime: packets before ordinary programs, where the system allows it; normal: in turn with them.
      priority: \(priority.rawValue)
      # trace, debug, info, warning or error.
      log-level: \(logLevel.rawValue)
      control:
        # Programs that may use the control socket at once, 1...256.
        clients: \(controlClientsMax)
      # What packets ask of their path: balanced, latency, loss or redundant (two copies).
      traffic:
        default: \(traffic.standard.name)
        # By the DSCP in the IP header, 0...63.
        dscp:\(Self.lines(traffic))
      # What was measured, summarised for `selvedge history`. `database: off` keeps nothing.
      database:
        enabled: \(database.enabled)
        # The name that hosts of one place share; empty for this node's own.
        site: "\(database.site)"
        # Of so much time one summary is made; it is forgotten after so long, or when there are so many
        # (128 bytes each on the disk, at most).
        window: \(ConfigurationLayers.words(database.windowSeconds))
        keep: \(ConfigurationLayers.words(database.keepSeconds))
        rows: \(database.rowsMax)
        # One host of a place serves its database at a TCP address, the others name that as `server`;
        # all have the same secret in a file.
        serve: "\(database.serve?.description ?? "")"
        server: "\(database.server?.description ?? "")"
        token-file: "\(Self.quoted(database.tokenFile))"
      # Local UDP ports carried to a service of another node; `class` is optional:
      # - {listen: "127.0.0.1:7000", node: beta, port: 7001, class: latency}
      tunnels:\(Self.lines(tunnels))
      # Ports of this node for others' tunnels, and where the local program listens:
      # - {port: 7001, deliver: "127.0.0.1:7001"}
      services:\(Self.lines(services))

      """
  }

  private static func quoted(_ text: String) -> String {
    String(text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] })
  }

  private static func list(_ addresses: [UnderlayAddress]) -> String {
    "[" + addresses.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  private static func lines(_ traffic: TrafficSettings) -> String {
    guard !traffic.classes.isEmpty else { return " {}" }
    return traffic.classes.sorted { $0.key < $1.key }
      .map { "\n    \($0.key): \($0.value.name)" }.joined()
  }

  private static func lines(_ tunnels: [PortTunnel]) -> String {
    guard !tunnels.isEmpty else { return " []" }
    return tunnels.map { tunnel in
      let trafficClass = tunnel.trafficClass.map { ", class: \($0.name)" } ?? ""
      return "\n  - {listen: \"\(tunnel.listen)\", node: \(tunnel.node), port: \(tunnel.port)"
        + "\(trafficClass)}"
    }.joined()
  }

  private static func lines(_ services: [PortService]) -> String {
    guard !services.isEmpty else { return " []" }
    return services.map { "\n  - {port: \($0.port), deliver: \"\($0.deliver)\"}" }.joined()
  }
}
