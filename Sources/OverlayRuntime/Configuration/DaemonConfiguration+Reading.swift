internal import Configuration
internal import OverlayCore
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
      tunnels: document.tunnels(classes), services: document.services(),
      edge: EdgeSettings(
        serve: document.served(), accept: layers.acceptance(), exit: layers.exitChoice(),
        servesExit: layers.flag(.serveExit),
        forwarding: layers.choice(
          .forwarding, among: ForwardingChoice.allCases, name: \.rawValue)),
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
}
