internal import OverlayCore
internal import OverlaySecurity

/// What `selvedge config --json` tells. The names of the properties are the keys of its JSON and
/// stay as they are; a property without a value is left out.
public struct ConfigurationReport: Codable, Hashable, Sendable {
  /// A local port carried to another node.
  public struct Tunnel: Codable, Hashable, Sendable {
    /// Where local programs send to.
    public var listen: String
    /// The node that has the service.
    public var node: String
    /// The service's port.
    public var port: UInt16
    /// What the datagrams ask of their path, where it is not the default.
    public var trafficClass: String?
  }

  /// A port for others' tunnels.
  public struct Service: Codable, Hashable, Sendable {
    /// The port in the overlay.
    public var port: UInt16
    /// Where the local program listens.
    public var deliver: String
  }

  /// A prefix behind this node.
  public struct Served: Codable, Hashable, Sendable {
    /// The addresses.
    public var prefix: String
    /// How to tell whether they can be reached.
    public var check: String?
    /// How often, in milliseconds.
    public var intervalMilliseconds: UInt64
    /// Failures in a row that withdraw it.
    public var failAfter: Int
    /// Passes in a row that bring it back.
    public var passAfter: Int
    /// Whether packets to it get an address of this host.
    public var masquerade: Bool
  }

  /// Answers to questions for nodes' names.
  public struct Names: Codable, Hashable, Sendable {
    /// Whether there are any.
    public var enabled: Bool
    /// What stands behind the nodes' names.
    public var domain: String
    /// Where questions come in, where that is not the standard.
    public var listen: [String]
    /// Whether systemd-resolved is told.
    public var register: Bool
  }

  /// What becomes of what was measured.
  public struct Database: Codable, Hashable, Sendable {
    /// Whether anything is kept.
    public var enabled: Bool
    /// The name under which this node's measurements are kept; empty for its own.
    public var site: String
    /// Seconds of measurements that become one summary.
    public var windowSeconds: Int
    /// Seconds after which one is forgotten.
    public var keepSeconds: Int
    /// How many there can be.
    public var rows: Int
    /// Where it is served to other hosts.
    public var serve: String?
    /// The host whose database is used instead.
    public var server: String?
    /// The file with the secret that they share; empty when there is none.
    public var tokenFile: String
  }

  /// The UDP addresses to listen on.
  public var listen: [String]
  /// The addresses that others are told, where they differ.
  public var advertise: [String]
  /// An uplink with sockets of its own.
  public struct Uplink: Codable, Hashable, Sendable {
    /// What people call it, where it has a name.
    public var name: String?
    /// `auto`, an interface's name or an address.
    public var place: String
  }

  /// The uplinks that the settings name.
  public var uplinks: [Uplink]
  /// The network device.
  public var tun: TunSettings
  /// The protocol's constants.
  public var profile: String
  /// What is logged.
  public var logLevel: String
  /// How many programs may use the control socket at once.
  public var controlClients: Int
  /// The class of packets whose DSCP is not listed.
  public var trafficDefault: String
  /// The class by DSCP.
  public var trafficDSCP: [String: String]
  /// What becomes of what was measured.
  public var database: Database
  /// Local ports carried to other nodes.
  public var tunnels: [Tunnel]
  /// Ports for others' tunnels.
  public var services: [Service]
  /// The prefixes behind this node.
  public var serve: [Served]
  /// The prefixes of others that this host sends there; none when it takes all.
  public var acceptPrefixes: [String]?
  /// `off`, `auto` or a node's name.
  public var exit: String
  /// Whether this node carries others' packets to the Internet.
  public var serveExit: Bool
  /// `check` or `set`.
  public var forwarding: String
  /// `closed` or `open`.
  public var whenDown: String
  /// Answers to questions for nodes' names.
  public var names: Names

  /// The report on settings.
  public init(_ settings: DaemonConfiguration) {
    listen = settings.listen.map(\.description)
    advertise = settings.advertise.map(\.description)
    uplinks = settings.uplinks.map { Uplink(name: $0.name, place: $0.text) }
    tun = settings.tun
    profile = settings.profile.rawValue
    logLevel = settings.logLevel.rawValue
    controlClients = settings.controlClientsMax
    trafficDefault = settings.traffic.standard.name
    trafficDSCP = Dictionary(
      settings.traffic.classes.map { ("\($0.key)", $0.value.name) }
    ) { first, _ in first }
    database = Database(
      enabled: settings.database.enabled, site: settings.database.site,
      windowSeconds: settings.database.windowSeconds, keepSeconds: settings.database.keepSeconds,
      rows: settings.database.rowsMax, serve: settings.database.serve?.description,
      server: settings.database.server?.description, tokenFile: settings.database.tokenFile)
    tunnels = settings.tunnels.map {
      Tunnel(
        listen: $0.listen.description, node: $0.node, port: $0.port,
        trafficClass: $0.trafficClass?.name)
    }
    services = settings.services.map {
      Service(port: $0.port, deliver: $0.deliver.description)
    }
    serve = settings.edge.serve.map {
      Served(
        prefix: $0.prefix.description, check: $0.check?.description,
        intervalMilliseconds: $0.interval.nanoseconds / 1_000_000, failAfter: $0.failAfter,
        passAfter: $0.passAfter, masquerade: $0.masquerade)
    }
    if case .only(let prefixes) = settings.edge.accept {
      acceptPrefixes = prefixes.map(\.description)
    }
    exit = settings.edge.exit.text
    serveExit = settings.edge.servesExit
    forwarding = settings.edge.forwarding.rawValue
    whenDown = settings.edge.whenDown.rawValue
    names = Names(
      enabled: settings.names.enabled, domain: settings.names.domain,
      listen: settings.names.listen.map(\.description), register: settings.names.register)
  }
}
