import OverlayCore
import OverlaySecurity

/// A network founded from a seed, with a time of day.
struct TestNetwork {
  var entropy: Entropy
  var authority: NetworkAuthority
  let founder: StaticKey
  /// The time of day, in seconds since 1970.
  let now: UInt64 = 1_800_000_000

  init(
    seed: UInt64 = 1, addresses: String = "10.77.0.0/16",
    lifetimeSeconds: UInt64 = NetworkAuthority.standardLifetimeSeconds
  ) throws {
    entropy = .seeded(seed)
    guard let prefix = AddressPrefix(addresses) else { throw DecodeError.badValue }
    authority = try NetworkAuthority(
      addresses: prefix, credentialLifetimeSeconds: lifetimeSeconds, entropy: &entropy)
    founder = StaticKey(entropy: &entropy)
  }

  mutating func key() -> StaticKey {
    StaticKey(entropy: &entropy)
  }

  mutating func member(_ name: String) throws -> Credential {
    try authority.issue(name: name, keys: key().publicKeys, now: now)
  }

  mutating func invite(_ name: String, seconds: UInt64 = 3_600) throws -> Invitation {
    try authority.invite(
      name: name, expires: now + seconds, now: now, inviter: founder.publicKey,
      endpoints: [UnderlayAddress(ipv4: 0xc000_0201, port: 4_242)], entropy: &entropy)
  }
}
