import Foundation

/// What `selvedge prefixes --json` says, as far as the tests need it.
struct MemberPrefixes: Decodable {
  struct Served: Decodable {
    let prefix: String
    let isHealthy: Bool
  }

  struct Server: Decodable {
    let name: String
    let isHealthy: Bool
    let isInUse: Bool
  }

  struct Prefix: Decodable {
    let prefix: String
    let isAccepted: Bool
    let isRouted: Bool
    let servers: [Server]
  }

  let served: [Served]
  let prefixes: [Prefix]

  /// Reads the command's output.
  init(json: String) throws {
    self = try JSONDecoder().decode(MemberPrefixes.self, from: Data(json.utf8))
  }

  /// Who is sent new flows for a prefix.
  func server(of prefix: String) -> String? {
    prefixes.first { $0.prefix == prefix }?.servers.first { $0.isInUse }?.name
  }
}
