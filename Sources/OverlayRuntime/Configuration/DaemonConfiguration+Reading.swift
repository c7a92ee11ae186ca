internal import Configuration
internal import OverlayCore
internal import OverlayDatabase
internal import Yams

extension DaemonConfiguration {
  /// Reads settings: environment variables first, then the file, then the defaults.
  ///
  /// - Parameters:
  ///   - text: the contents of config.yaml, empty when there is none.
  ///   - file: its path, for messages.
  ///   - environment: variables such as `SELVEDGE_LOG_LEVEL` override plain values.
  public init(
    yaml text: String, file: String, environment: [String: String] = [:]
  ) throws(ConfigurationError) {
    let document = try ConfigurationDocument(text: text, file: file)
    let layers = try ConfigurationLayers(document: document, environment: environment)
    let metrics = try document.metrics()
    let classes = try document.classes(metrics)
    let names = TrafficSettings(standard: .balanced, classes: [:], defined: classes)
    let standard = try layers.choice(.trafficDefault, among: names.names, name: \.self)
    self = try DaemonConfiguration(
      listen: layers.addresses(.listen),
      advertise: layers.addresses(.advertise),
      uplinks: document.uplinks(),
      tun: TunSettings(
        enabled: layers.flag(.tunEnabled), name: layers.deviceName(.tunName),
        mtu: layers.number(.tunMTU, in: ConfigurationKey.mtuRange),
        offload: layers.flag(.tunOffload)),
      profile: layers.choice(.profile, among: ProtocolProfile.allCases, name: \.rawValue),
      plane: layers.choice(.plane, among: PlaneChoice.allCases, name: \.rawValue),
      meshLimit: layers.number(.meshLimit, in: ConfigurationKey.meshLimitRange),
      priority: layers.choice(.priority, among: PriorityChoice.allCases, name: \.rawValue),
      logLevel: layers.choice(.logLevel, among: LogLevel.allCases, name: \.rawValue),
      controlClientsMax: layers.number(.controlClients, in: ConfigurationKey.clientsRange),
      traffic: TrafficSettings(
        standard: names.trafficClass(named: standard) ?? .balanced,
        classes: document.dscpClasses(classes) ?? Self.standard.traffic.classes,
        defined: classes, metrics: metrics, policies: document.policies(classes)),
      database: Self.database(layers),
      tunnels: document.tunnels(classes), services: document.services(),
      edge: EdgeSettings(
        serve: document.served(), accept: layers.acceptance(), exit: layers.exitChoice(),
        servesExit: layers.flag(.serveExit),
        forwarding: layers.choice(
          .forwarding, among: ForwardingChoice.allCases, name: \.rawValue),
        whenDown: layers.choice(.whenDown, among: WhenDownChoice.allCases, name: \.rawValue)),
      names: NameSettings(
        enabled: layers.flag(.namesEnabled), domain: layers.domain(.namesDomain),
        listen: layers.addresses(.namesListen), register: layers.flag(.namesRegister)))
    guard profile.planes.contains(plane) else {
      throw .badValue(
        at: layers.place(of: .plane), key: "plane", value: plane.rawValue,
        expected: "one of \(profile.planes.map(\.rawValue).joined(separator: ", ")) beside "
          + "profile \(profile.rawValue)")
    }
    guard uplinks.isEmpty || listen.contains(where: { $0.host == 0 }) else {
      throw .badValue(
        at: layers.place(of: .listen), key: "listen",
        value: listen.map(\.description).joined(separator: ", "),
        expected: "a wildcard such as 0.0.0.0:\(Self.standardPort), which `uplinks` divides")
    }
    guard !listen.isEmpty else {
      throw .badValue(
        at: layers.place(of: .listen), key: "listen", value: "",
        expected: "at least one address such as 0.0.0.0:\(Self.standardPort)")
    }
  }

  private static func database(
    _ layers: ConfigurationLayers
  ) throws(ConfigurationError) -> DatabaseSettings {
    let settings = try DatabaseSettings(
      enabled: layers.flag(.databaseEnabled),
      site: layers.text(
        .databaseSite, expected: "a name of at most 64 letters and digits",
        MetricName.isName),
      windowSeconds: layers.seconds(.databaseWindow, in: ConfigurationKey.windowRange),
      keepSeconds: layers.seconds(.databaseKeep, in: ConfigurationKey.keepRange),
      rowsMax: layers.number(.databaseRows, in: ConfigurationKey.rowsRange),
      serve: layers.address(.databaseServe), server: layers.address(.databaseServer),
      tokenFile: layers.text(
        .databaseTokenFile, expected: "the whole path of a file, such as /etc/selvedge/token"
      ) { $0.hasPrefix("/") })
    if settings.serve != nil, let server = settings.server {
      throw .badValue(
        at: layers.place(of: .databaseServer), key: "database.server", value: server.description,
        expected: "either `serve`, on the host that has the file, or `server`, on the others")
    }
    let shared: ConfigurationKey? =
      settings.serve != nil ? .databaseServe : settings.server != nil ? .databaseServer : nil
    if let shared, settings.tokenFile.isEmpty {
      throw .missing(at: layers.place(of: shared), key: "database", field: "token-file")
    }
    return settings
  }
}
