import Foundation
import OverlayCore
import OverlaySecurity
import Testing

@Suite("Network authority")
struct NetworkAuthorityTests {
  @Test("addresses are given in order, the first node getting the first")
  func addressesInOrder() throws {
    var network = try TestNetwork()
    for host in 1...300 {
      let credential = try network.member("node-\(host)")
      #expect(credential.ipv4 == 0x0a4d_0000 + UInt32(host))
      #expect(credential.ipv4PrefixLength == 16)
      #expect(credential.serial == UInt32(host))
    }
    #expect(network.authority.members.map(\.name) == (1...300).map { "node-\($0)" })
  }

  @Test("a range of four addresses has room for two nodes and no more")
  func addressesRunOut() throws {
    var network = try TestNetwork(addresses: "192.0.2.4/30")
    #expect(try network.member("one").ipv4 == 0xc000_0205)
    let invitation = try network.invite("late")
    #expect(try network.member("two").ipv4 == 0xc000_0206)
    #expect(throws: AuthorityError.addressesExhausted) { try network.member("three") }
    #expect(throws: EnrolmentError.addressesExhausted) {
      try network.authority.enrol(
        secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    }
  }

  @Test(
    "ranges that are not IPv4 or too small found no network",
    arguments: [
      "2001:db8::/64", "10.0.0.0/31", "10.0.0.1/32",
    ])
  func badRange(text: String) {
    #expect(throws: AuthorityError.badAddressRange) { try TestNetwork(addresses: text) }
  }

  @Test("an address is not given away again after a revocation")
  func addressNotReused() throws {
    var network = try TestNetwork()
    let gone = try network.member("gone")
    _ = try network.authority.revoke(named: "gone", now: network.now)
    let next = try network.member("gone")
    #expect(next.ipv4 == gone.ipv4 + 1)
  }

  @Test("names and keys are given once", arguments: ["", "-a", "a-", "A", "a.b", "ä", "a b"])
  func badNames(name: String) throws {
    var network = try TestNetwork()
    #expect(throws: AuthorityError.badName) { try network.member(name) }
    let first = try network.member("first")
    #expect(throws: AuthorityError.nameTaken) { try network.member("first") }
    #expect(throws: AuthorityError.nameTaken) { try network.invite("first") }
    #expect(throws: AuthorityError.alreadyMember) {
      let keys = PublicKeys(agreement: first.nodeKey, signing: network.key().publicKeys.signing)
      return try network.authority.issue(name: "second", keys: keys, now: network.now)
    }
    let good = network.key().publicKeys
    for keys in [
      PublicKeys(agreement: [1, 2], signing: good.signing),
      PublicKeys(agreement: good.agreement, signing: [1, 2]),
    ] {
      #expect(throws: AuthorityError.badKey) {
        try network.authority.issue(name: "second", keys: keys, now: network.now)
      }
    }
  }

  @Test("a renewed credential keeps name and address and lasts longer")
  func renewal() throws {
    var network = try TestNetwork(lifetimeSeconds: 1_000)
    let old = try network.member("node")
    let later = network.now + 900
    let new = try network.authority.renew(old.node, now: later)
    #expect(new.name == old.name)
    #expect(new.ipv4 == old.ipv4)
    #expect(new.serial > old.serial)
    #expect(new.expiresAt == later + 1_000)
    try new.verify(network: network.authority.network, at: later)
    #expect(throws: AuthorityError.unknownMember) {
      try network.authority.renew(NodeID(7), now: later)
    }
  }

  @Test("what is stored as JSON comes back and goes on where it stopped")
  func storage() throws {
    var network = try TestNetwork()
    let member = try network.member("kept")
    _ = try network.member("gone")
    let revocation = try network.authority.revoke(named: "gone", now: network.now)
    let invitation = try network.invite("guest")
    let stored = try JSONEncoder().encode(network.authority)
    var restored = try JSONDecoder().decode(NetworkAuthority.self, from: stored)

    #expect(restored.network == network.authority.network)
    #expect(restored.presharedKey == network.authority.presharedKey)
    #expect(restored.members == [member])
    #expect(restored.revocations == [revocation])
    #expect(restored.openInvitations(now: network.now) == ["guest"])
    let guest = try restored.enrol(
      secret: invitation.secret, keys: network.key().publicKeys, now: network.now)
    #expect(guest.name == "guest")
    #expect(guest.ipv4 == member.ipv4 + 2)
    try guest.verify(network: network.authority.network, at: network.now)
  }

  @Test("an invitation's secret is not in the stored state")
  func secretNotStored() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let stored = String(
      decoding: try JSONEncoder().encode(network.authority), as: UTF8.self)
    let secret = Data(invitation.secret).base64EncodedString()
      .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
    #expect(!stored.contains(secret))
  }

  @Test("a stored member of another network is refused")
  func tamperedStorage() throws {
    var network = try TestNetwork()
    var other = try TestNetwork(seed: 2)
    _ = try network.member("node")
    let foreign = try other.member("node")
    let encoder = JSONEncoder()
    let stored = try encoder.encode(network.authority)
    var object = try #require(
      try JSONSerialization.jsonObject(with: stored) as? [String: Any])
    let text = try JSONDecoder().decode(String.self, from: encoder.encode(foreign))
    object["members"] = [text]
    let tampered = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(NetworkAuthority.self, from: tampered)
    }
  }
}
