internal import ArgumentParser
internal import OverlayRuntime

/// Prints the settings.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print every setting in force, with its meaning, as a config.yaml.",
    discussion: """
      Reads config.yaml in the state directory and the environment; what neither sets has its \
      default. Fails, with the line, when something in there is wrong, so it serves as a check \
      before a restart. The daemon reads its settings when it starts.

      JSON keys: listen, advertise, tun (enabled, name, mtu), profile, logLevel, controlClients, \
      trafficDefault, trafficDSCP, database (enabled, site, windowSeconds, keepSeconds, rows, \
      serve, server, tokenFile), tunnels (listen, node, port, trafficClass), services (port, \
      deliver), serve (prefix, check, intervalMilliseconds, failAfter, passAfter, masquerade), \
      acceptPrefixes (none: all), exit, serveExit, forwarding, whenDown, names (enabled, domain, listen, \
      register).
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let settings = try state.configuration()
    if output.json {
      try output.print(json: ConfigurationReport(settings))
    } else {
      StandardOutput.print(String(settings.yaml.dropLast()))
    }
  }
}
