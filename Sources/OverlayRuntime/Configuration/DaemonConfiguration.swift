public import OverlayCore
internal import OverlaySecurity

/// Every setting of a daemon.
public struct DaemonConfiguration: Hashable, Sendable {
  /// The UDP addresses of the network below to listen on; one link is kept for each that reaches
  /// a neighbour.
  public var listen: [UnderlayAddress]
  /// The addresses that others are told to reach this node at, where they are not `listen`'s.
  public var advertise: [UnderlayAddress]
  /// The ways into the network below that get sockets of their own; none leaves that to `listen`.
  public var uplinks: [UplinkSettings]
  /// The network device.
  public var tun: TunSettings
  /// The protocol's constants.
  public var profile: ProtocolProfile
  /// How this node finds its way to others.
  public var plane: PlaneChoice
  /// Members beyond which a mesh becomes a prefix plane, where `plane` is automatic.
  public var meshLimit: Int
  /// Whether the daemon's turn comes before that of ordinary programs.
  public var priority: PriorityChoice
  /// What is logged.
  public var logLevel: LogLevel
  /// How many programs may use the control socket at once.
  public var controlClientsMax: Int
  /// Which packets travel in which class.
  public var traffic: TrafficSettings
  /// What becomes of what was measured.
  public var database: DatabaseSettings
  /// Local ports carried to other nodes.
  public var tunnels: [PortTunnel]
  /// Ports of this node for others' tunnels.
  public var services: [PortService]
  /// Prefixes behind this node and others, and exits.
  public var edge = EdgeSettings()
  /// Answers to questions for nodes' names.
  public var names = NameSettings()

  /// The UDP port that a node listens on unless told otherwise.
  public static let standardPort: UInt16 = 7272

  /// Every default.
  public static let standard = DaemonConfiguration(
    listen: [UnderlayAddress(ipv4: 0, port: standardPort)],
    advertise: [],
    uplinks: [],
    tun: TunSettings(enabled: true, name: "selvedge%d", mtu: PacketLayout.payloadBytesMax),
    profile: .standard,
    plane: .automatic,
    meshLimit: NodeConfiguration.automatic.outgrownAt ?? Limits.membersMax,
    priority: .realtime,
    logLevel: .info,
    controlClientsMax: 16,
    // Expedited forwarding and voice admit, the two code points that mean a voice (RFC 4594).
    traffic: TrafficSettings(standard: .balanced, classes: [46: .latency, 44: .latency]),
    database: DatabaseSettings(),
    tunnels: [],
    services: [])

  /// The protocol's constants that these settings come to.
  public var node: NodeConfiguration {
    var node = profiled
    node.classes = traffic.classTable { _ in nil }
    node.metrics = traffic.metrics
    return node
  }

  private var profiled: NodeConfiguration {
    switch (profile, plane) {
    case (.ron, _): return .ron
    case (.tapestry, _): return .tapestry
    case (.standard, .mesh): return .standard
    case (.standard, .prefix): return .prefix
    case (.standard, .automatic):
      var automatic = NodeConfiguration.automatic
      automatic.outgrownAt = meshLimit
      return automatic
    }
  }

  /// What others are told: `advertise`, or else the addresses listened on that are not wildcards.
  public var advertised: [UnderlayAddress] {
    let named = advertise.isEmpty ? listen.filter { $0.host != 0 } : advertise
    return Array(named.prefix(Limits.endpointsMax))
  }
}
