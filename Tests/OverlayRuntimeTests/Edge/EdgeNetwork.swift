import OverlayCore

@testable import OverlaySecurity

/// Members of a network with prefixes and roles in their credentials, without any daemon.
struct EdgeNetwork {
  private var authority: NetworkAuthority
  private var entropy: Entropy

  init(seed: UInt64 = 1) throws {
    entropy = Entropy.seeded(seed)
    authority = try NetworkAuthority(
      addresses: AddressPrefix("10.99.0.0/24")!, entropy: &entropy)
  }

  /// A new member.
  mutating func member(
    _ name: String, prefixes: [String] = [], isExit: Bool = false
  ) throws -> Credential {
    let key = StaticKey(entropy: &entropy)
    return try authority.issue(
      name: name, keys: key.publicKeys, roles: isExit ? [.relay, .exit] : [.relay],
      prefixes: prefixes.map { AddressPrefix($0)! }, now: 1_800_000_000)
  }
}
