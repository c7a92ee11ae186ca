import OverlayCore
import OverlaySecurity
import Testing

@Suite("Enrolment")
struct EnrolmentTests {
  @Test("a good invitation makes one member with the invited name")
  func enrols() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let key = network.key()
    let credential = try network.authority.enrol(
      secret: invitation.secret, keys: key.publicKeys, now: network.now)
    #expect(credential.name == "guest")
    #expect(credential.node == key.node)
    try credential.verify(network: invitation.network, at: network.now)
    #expect(network.authority.member(key.node) == credential)
    #expect(network.authority.openInvitations(now: network.now).isEmpty)
  }

  @Test("the same node may ask again, even late, and gets the same credential")
  func idempotent() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let key = network.key().publicKeys
    let first = try network.authority.enrol(
      secret: invitation.secret, keys: key, now: network.now)
    for later in [network.now, network.now + 10, invitation.expiresAt + 10] {
      let again = try network.authority.enrol(
        secret: invitation.secret, keys: key, now: later)
      #expect(again == first)
    }
    #expect(network.authority.members.count == 1)
  }

  @Test("who asks again with another signing key is not given the credential of the first")
  func otherSigningKey() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let keys = network.key().publicKeys
    let credential = try network.authority.enrol(
      secret: invitation.secret, keys: keys, now: network.now)
    #expect(credential.signingKey == keys.signing)
    let other = PublicKeys(agreement: keys.agreement, signing: network.key().publicKeys.signing)
    #expect(throws: EnrolmentError.usedInvitation) {
      try network.authority.enrol(secret: invitation.secret, keys: other, now: network.now)
    }
  }

  @Test("another node cannot use an invitation again")
  func singleUse() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    _ = try network.authority.enrol(
      secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    #expect(throws: EnrolmentError.usedInvitation) {
      try network.authority.enrol(
        secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    }
  }

  @Test("an invitation ends on the second")
  func expiry() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest", seconds: 60)
    let key = network.key().publicKeys
    #expect(throws: EnrolmentError.expiredInvitation) {
      try network.authority.enrol(
        secret: invitation.secret, keys: key, now: invitation.expiresAt)
    }
    _ = try network.authority.enrol(
      secret: invitation.secret, keys: key, now: invitation.expiresAt - 1)
  }

  @Test("an invitation that ends before it begins is not made")
  func expiryInPast() throws {
    var network = try TestNetwork()
    #expect(throws: AuthorityError.badExpiry) { try network.invite("guest", seconds: 0) }
  }

  @Test("a secret nobody made is refused")
  func unknown() throws {
    var network = try TestNetwork()
    _ = try network.invite("guest")
    #expect(throws: EnrolmentError.unknownInvitation) {
      try network.authority.enrol(
        secret: [UInt8](repeating: 7, count: 16), keys: network.key().publicKeys,
        now: network.now)
    }
  }

  @Test("inviting again for the same name withdraws the first invitation")
  func reinvite() throws {
    var network = try TestNetwork()
    let first = try network.invite("guest")
    let second = try network.invite("guest")
    let key = network.key().publicKeys
    #expect(throws: EnrolmentError.unknownInvitation) {
      try network.authority.enrol(secret: first.secret, keys: key, now: network.now)
    }
    _ = try network.authority.enrol(secret: second.secret, keys: key, now: network.now)
  }

  @Test("a member's key cannot be enrolled under a second name")
  func alreadyMember() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let member = network.key()
    _ = try network.authority.issue(name: "member", keys: member.publicKeys, now: network.now)
    #expect(throws: EnrolmentError.alreadyMember) {
      try network.authority.enrol(
        secret: invitation.secret, keys: member.publicKeys, now: network.now)
    }
  }

  @Test("a name that was given away meanwhile is refused")
  func nameTaken() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    _ = try network.member("guest")
    #expect(throws: EnrolmentError.nameTaken) {
      try network.authority.enrol(
        secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    }
  }

  @Test("a revoked node cannot come back with its old invitation, but can with a new one")
  func revokedReturns() throws {
    var network = try TestNetwork()
    let old = try network.invite("guest")
    let key = network.key()
    _ = try network.authority.enrol(
      secret: old.secret, keys: key.publicKeys, now: network.now)
    let revocation = try network.authority.revoke(key.node, now: network.now)
    #expect(throws: EnrolmentError.usedInvitation) {
      try network.authority.enrol(
        secret: old.secret, keys: key.publicKeys, now: network.now)
    }
    let new = try network.invite("guest")
    let credential = try network.authority.enrol(
      secret: new.secret, keys: key.publicKeys, now: network.now)
    #expect(!revocation.covers(credential))
  }

  @Test("roles and prefixes of the invitation end up in the credential")
  func grants() throws {
    var network = try TestNetwork()
    let prefix = try #require(AddressPrefix("192.168.7.0/24"))
    let invitation = try network.authority.invite(
      name: "edge", roles: [.relay, .exit], prefixes: [prefix], expires: network.now + 60,
      now: network.now, inviter: network.founder.publicKey, endpoints: [],
      entropy: &network.entropy)
    let credential = try network.authority.enrol(
      secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    #expect(credential.roles == [.relay, .exit])
    #expect(credential.prefixes == [prefix])
  }
}
