import OverlayCore

@testable import OverlaySecurity

/// A network founded from a seed: a victim, a member with valid keys, and those that play with them in
/// larger scenes.
struct FuzzNetwork: Sendable {
  /// A key with the network's signature on it.
  struct Member: Sendable {
    let key: StaticKey
    let credential: Credential
  }

  static let unixTime: UInt64 = 1_800_000_000
  static let victimAddress = UnderlayAddress(ipv4: 0x0a00_0001, port: 7_272)
  static let memberAddress = UnderlayAddress(ipv4: 0x0a00_0002, port: 7_272)

  /// What a newcomer with an invitation of nobody's asks for.
  static let enrolment = InitiationPayload.Purpose.enrolment(
    secret: [UInt8](repeating: 6, count: 16), signingKey: [UInt8](repeating: 7, count: 32),
    endpoints: [memberAddress])

  static let shared: FuzzNetwork = {
    do {
      return try FuzzNetwork()
    } catch {
      preconditionFailure("a network of two cannot be founded: \(error)")
    }
  }()

  let presharedKey: [UInt8]
  let victim: Member
  let member: Member
  let invitation: Invitation
  /// Further members, for scenes with more than two.
  let others: [Member]
  /// The network's word that the fourth of them is out.
  let revocation: Revocation

  private init() throws {
    var entropy = Entropy.seeded(1)
    guard let addresses = AddressPrefix("10.77.0.0/16") else {
      throw FuzzFailure("the prefix is not one")
    }
    var authority = try NetworkAuthority(addresses: addresses, entropy: &entropy)
    presharedKey = authority.presharedKey
    let keys = (StaticKey(entropy: &entropy), StaticKey(entropy: &entropy))
    victim = Member(
      key: keys.0,
      credential: try authority.issue(
        name: "victim", keys: keys.0.publicKeys, now: Self.unixTime))
    member = Member(
      key: keys.1,
      credential: try authority.issue(
        name: "member", keys: keys.1.publicKeys, now: Self.unixTime))
    invitation = try authority.invite(
      name: "newcomer", expires: Self.unixTime + 3_600, now: Self.unixTime,
      inviter: keys.0.publicKey, endpoints: [Self.victimAddress], entropy: &entropy)
    others = try (0..<5).map { number in
      let key = StaticKey(entropy: &entropy)
      return Member(
        key: key,
        credential: try authority.issue(
          name: "other-\(number)", keys: key.publicKeys, now: Self.unixTime))
    }
    revocation = try authority.revoke(others[3].key.node, now: Self.unixTime)
  }

  /// What the member says in the first message of a handshake.
  func initiation(_ purpose: InitiationPayload.Purpose) -> InitiationPayload {
    InitiationPayload(
      purpose: purpose, path: 1, counter: HandshakeCounter(incarnation: 2, number: 0))
  }

  /// What the member says of itself in a handshake of that incarnation.
  var session: InitiationPayload.Purpose {
    .session(AnnouncedRecord(record(of: member, at: Self.memberAddress, incarnation: 2)))
  }

  /// The signed record of one of the two.
  func record(
    of one: Member, at address: UnderlayAddress, incarnation: UInt64
  ) -> MemberRecord {
    MemberRecordSigning.sign(
      MemberRecord(
        node: one.key.node, incarnation: incarnation, sequence: 0, endpoints: [address],
        credential: one.credential.encoded), with: one.key, network: one.credential.network)
  }

  /// A node of one of the two, which knows the other.
  func configuration(
    _ one: Member, at address: UnderlayAddress, knowing other: Member,
    at otherAddress: UnderlayAddress, seed: UInt64
  ) -> SecureNodeConfiguration {
    SecureNodeConfiguration(
      identity: one.key, credential: one.credential, presharedKey: presharedKey, incarnation: 1,
      unixTimeAtOrigin: Self.unixTime * 1_000_000_000, sockets: [address], advertised: [address],
      entropy: .seeded(seed), seed: seed,
      members: [record(of: other, at: otherAddress, incarnation: 1)])
  }
}
