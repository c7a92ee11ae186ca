internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime

/// Where a new node listens: options of the commands that set one up.
struct ListenOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A UDP address of this host to listen on. Repeat it for each uplink.",
      discussion: "Default: 0.0.0.0:7272. Kept in config.yaml.", valueName: "ip:port"))
  var listen: [EndpointArgument] = []

  @Option(
    help: ArgumentHelp(
      "An address that others reach this node at, when it is not the one listened on.",
      discussion: "Behind a router, its public address and the port it passes on.",
      valueName: "ip:port"))
  var advertise: [EndpointArgument] = []

  /// The settings of the new node: a config.yaml that is there already, or else the defaults with
  /// these options.
  func settings(for state: StateOptions) throws -> DaemonConfiguration {
    let isNamed = !listen.isEmpty || !advertise.isEmpty
    if isNamed, state.directory.has(.configuration) {
      throw CommandError.configurationExists(state.directory.path(of: .configuration))
    }
    var settings = try state.configuration()
    if !listen.isEmpty { settings.listen = listen.map(\.address) }
    if !advertise.isEmpty { settings.advertise = advertise.map(\.address) }
    guard settings.listen.count <= Limits.endpointsMax,
      settings.advertise.count <= Limits.endpointsMax
    else {
      throw ValidationError("At most \(Limits.endpointsMax) addresses can be given.")
    }
    return settings
  }

  /// Writes config.yaml with these options, unless it is there already.
  func store(_ settings: DaemonConfiguration, in directory: StateDirectory) throws {
    guard !directory.has(.configuration) else { return }
    func list(_ addresses: [UnderlayAddress]) -> String {
      addresses.map { "\"\($0)\"" }.joined(separator: ", ")
    }
    let text = """
      # Settings of this node; `selvedge config` prints all of them with their meaning.
      listen: [\(list(settings.listen))]
      advertise: [\(list(settings.advertise))]

      """
    try directory.write(Array(text.utf8), to: .configuration)
  }
}
