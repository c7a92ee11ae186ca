internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime

/// The options that ask another host's database directly, without a daemon here.
struct DatabaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask the database that another host serves there, instead of this node's daemon.",
      valueName: "address:port"))
  var server: EndpointArgument?

  @Option(
    help: ArgumentHelp(
      "The file with that database's token. Default: the one in config.yaml.", valueName: "file"))
  var tokenFile: String?

  /// Opens a connection where a server was named.
  func connection(_ state: StateOptions) throws -> DatabaseConnection? {
    guard let server else { return nil }
    let file = try tokenFile ?? state.configuration().database.tokenFile
    return try DatabaseConnection(to: server.address, token: DatabaseToken(file: file))
  }
}
