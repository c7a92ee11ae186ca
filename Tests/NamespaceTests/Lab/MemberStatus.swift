import Foundation

/// What `selvedge status --json` says, as far as the tests need it.
struct MemberStatus: Decodable {
  /// Another member, as this one sees it.
  struct Peer: Decodable {
    let name: String
    let isConnected: Bool
    let relay: String?
    let localAddress: String?
    let switches: Int
    let sessionAgeSeconds: Double?
  }

  /// What there is besides under the prefix plane.
  struct Prefix: Decodable {
    let isJoined: Bool
    let records: Int
  }

  /// The way to the Internet of a node that uses an exit.
  struct Exit: Decodable {
    let node: String?
    let isInUse: Bool
    let isGuarded: Bool
    let reason: String?
    let repairs: UInt64
  }

  let exit: Exit?
  let device: String?
  let ipv4: String
  let ipv6: String
  let plane: String
  let prefix: Prefix?
  let peers: [Peer]
  let counters: [String: UInt64]

  /// Reads the command's output.
  init(json: String) throws {
    self = try JSONDecoder().decode(MemberStatus.self, from: Data(json.utf8))
  }
}
