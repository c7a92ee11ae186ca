import Foundation

/// What `selvedge links --json` says, as far as the tests need it.
struct MemberLinks: Decodable {
  /// One link.
  struct Link: Decodable {
    let neighbour: String
    let uplink: String?
    let localAddress: String
    let remoteAddress: String
    let state: String
    let mtu: Int?
  }

  let links: [Link]

  /// Reads the command's output.
  init(json: String) throws {
    self = try JSONDecoder().decode(MemberLinks.self, from: Data(json.utf8))
  }
}
