internal import OverlayCore
internal import OverlaySecurity

extension DaemonConfiguration {
  /// The settings as a config.yaml that explains itself; reading it gives the same settings.
  public var yaml: String {
    let mtu = ConfigurationKey.mtuRange
    let limits = ConfigurationKey.meshLimitRange
    return """
      # UDP addresses of the network below to listen on, at most four. 0.0.0.0 means every IPv4
      # address of this host, [::] every IPv6 address.
      listen: \(Self.list(listen))
      # Addresses that others reach this node at, when they differ (NAT, wildcard): [203.0.113.5:7272]
      advertise: \(Self.list(advertise))
      # The ways into the network below, each measured and used by itself: `auto` for every interface
      # that leads out, or a list of interfaces (eth0), addresses (192.0.2.1) and named ones:
      # - {name: fibre, interface: eth0}
      # Each gets a socket of its own for each wildcard under `listen`. Without any, routing decides.
      uplinks:\(Self.lines(uplinks))
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
      prefix once most of its neighbours are.
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
      # What packets ask of their path: balanced, latency, loss, throughput, jitter, redundant (two copies),
      # multipath (flows shared out over good paths), parity (stripes over three paths), or a class below.
      traffic:
        default: \(traffic.name(of: traffic.standard))
        # By the DSCP in the IP header, 0...63.
        dscp:\(Self.codePoints(traffic))
      # Metrics that applications report with `selvedge metric report`; the same on every node:
      # - {name: mirror-seconds, number: 0, unit: s, better: lower, along-path: maximum}
      metrics:\(Self.lines(traffic.metrics))
      # Classes of your own, or other rules for those above; the same on every node. All but the name and,
      # from \(TrafficClass.configuredFirst) to \(TrafficClass.limit - 1), the number may be left out:
      # - {name: voice, number: 8, metric: balanced, redundancy: duplicate, latency-max: 150ms, loss-max: 2%,
      #    match: [udp port 5004-5006, dscp 46]}
      # - {name: bulk, number: 9, metric: throughput, spread: true, prefer: utah, match: tcp port 873}
      classes:\(Self.lines(traffic))
      # Who may use which links: the first rule that fits decides, what none fits is allowed; the same on
      # every node. `link` names two nodes, `relay` or `node` one:
      # - {name: internet2, action: allow, link: [mit, utah], sources: [mit, utah], classes: [research]}
      # - {name: no-commercial, action: deny, link: [mit, utah], hours: "08:00-18:00", days: mon-fri}
      policies:\(Self.lines(traffic.policies, traffic))
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
        token-file: "\(Self.escaped(database.tokenFile))"
      # Local UDP ports carried to a service of another node; `class` is optional:
      # - {listen: "127.0.0.1:7000", node: beta, port: 7001, class: latency}
      tunnels:\(Self.lines(tunnels, traffic))
      # Ports of this node for others' tunnels, and where the local program listens:
      # - {port: 7001, deliver: "127.0.0.1:7001"}
      services:\(Self.lines(services))
      \(edgeLines)
      # Answers questions for nodes' names: beta.selvedge has beta's addresses.
      names:
        enabled: \(names.enabled)
        domain: \(names.domain)
        # Where questions come in; empty: port \(NameSettings.port) of the network device's IPv4 address.
        listen: \(Self.list(names.listen))
        # Whether systemd-resolved, where it runs, is told to ask here.
        register: \(names.register)

      """
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] })
  }

  static func list(_ addresses: [UnderlayAddress]) -> String {
    "[" + addresses.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  private static func lines(_ uplinks: [UplinkSettings]) -> String {
    guard !uplinks.isEmpty else { return " []" }
    return uplinks.map { uplink in
      guard let name = uplink.name else { return "\n  - \"\(uplink.text)\"" }
      let key = if case .address = uplink.place { "address" } else { "interface" }
      return "\n  - {name: \"\(name)\", \(key): \"\(uplink.text)\"}"
    }.joined()
  }

  private static func codePoints(_ traffic: TrafficSettings) -> String {
    guard !traffic.classes.isEmpty else { return " {}" }
    return traffic.classes.sorted { $0.key < $1.key }
      .map { "\n    \($0.key): \(traffic.name(of: $0.value))" }.joined()
  }

  private static func lines(_ tunnels: [PortTunnel], _ traffic: TrafficSettings) -> String {
    guard !tunnels.isEmpty else { return " []" }
    return tunnels.map { tunnel in
      let trafficClass = tunnel.trafficClass.map { ", class: \(traffic.name(of: $0))" } ?? ""
      return "\n  - {listen: \"\(tunnel.listen)\", node: \(tunnel.node), port: \(tunnel.port)"
        + "\(trafficClass)}"
    }.joined()
  }

  private static func lines(_ services: [PortService]) -> String {
    guard !services.isEmpty else { return " []" }
    return services.map { "\n  - {port: \($0.port), deliver: \"\($0.deliver)\"}" }.joined()
  }
}
