internal import OverlayCore
internal import OverlaySecurity

/// The settings that have one value or a list of plain values, as they are written in config.yaml.
enum ConfigurationKey: String, CaseIterable {
  case listen
  case advertise
  case tunEnabled = "tun.enabled"
  case tunName = "tun.name"
  case tunMTU = "tun.mtu"
  case tunOffload = "tun.offload"
  case profile
  case plane
  case meshLimit = "mesh-limit"
  case priority
  case logLevel = "log-level"
  case controlClients = "control.clients"
  case trafficDefault = "traffic.default"
  case acceptPrefixes = "accept-prefixes"
  case exit
  case serveExit = "serve-exit"
  case forwarding
  case whenDown = "when-down"
  case namesEnabled = "names.enabled"
  case namesDomain = "names.domain"
  case namesListen = "names.listen"
  case namesRegister = "names.register"
  case databaseEnabled = "database.enabled"
  case databaseSite = "database.site"
  case databaseWindow = "database.window"
  case databaseKeep = "database.keep"
  case databaseRows = "database.rows"
  case databaseServe = "database.serve"
  case databaseServer = "database.server"
  case databaseTokenFile = "database.token-file"

  /// The parts of the key, outermost first.
  var components: [String] { rawValue.split(separator: ".").map(String.init) }

  /// The environment variable that overrides the file, such as `SELVEDGE_TUN_MTU`.
  var environmentVariable: String {
    "SELVEDGE_" + String(rawValue.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
  }

  /// Keys of the file's top level, and of the mappings below it. Those with structure of their own
  /// (`uplinks`, `traffic.dscp`, `metrics`, `classes`, `policies`, `tunnels`, `services`, `serve`) are
  /// read by ``ConfigurationDocument``.
  static let known: [String: [String]] = [
    "": [
      "listen", "advertise", "uplinks", "tun", "profile", "plane", "mesh-limit", "priority",
      "log-level", "control", "traffic", "metrics", "classes", "policies", "tunnels", "services",
      "serve", "accept-prefixes", "exit", "serve-exit", "forwarding", "when-down",
      "names", "database",
    ],
    "uplinks": ["name", "interface", "address"],
    "tun": ["enabled", "name", "mtu", "offload"],
    "control": ["clients"],
    "traffic": ["default", "dscp"],
    "metrics": ["name", "number", "unit", "better", "along-path"],
    "classes": [
      "name", "number", "metric", "redundancy", "spread", "prefer", "relay", "latency-max",
      "loss-max", "match",
    ],
    "policies": [
      "name", "action", "link", "node", "relay", "sources", "classes", "hours", "days",
    ],
    "database": [
      "enabled", "site", "window", "keep", "rows", "serve", "server", "token-file",
    ],
    "tunnels": ["listen", "node", "port", "class"],
    "services": ["port", "deliver"],
    "serve": ["prefix", "check", "interval", "fail-after", "pass-after", "masquerade"],
    "names": ["enabled", "domain", "listen", "register"],
  ]

  /// The smallest and largest MTU: below 1,280 the kernel would take IPv6 off the device
  /// (RFC 8200, section 5); sealed packets above the other end are not read by anybody.
  static let mtuRange =
    1280...PacketLayout.sentPayloadBytesMax
  /// How many members a mesh can be allowed: there are ``Limits/membersMax`` places, and newcomers
  /// need some while the others change over.
  static let meshLimitRange = 2...(Limits.membersMax - 8)
  /// How many control clients can be configured.
  static let clientsRange = 1...256
  /// Seconds of a window of the database, and of how long it keeps one.
  static let windowRange = 10...3_600
  static let keepRange = 3_600...(366 * 86_400)
  /// How many summaries it can be allowed: at 128 bytes each.
  static let rowsRange = 1_000...20_000_000
}
