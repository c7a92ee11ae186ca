import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("A node and the time of day")
struct NodeClockTests {
  private let day: UInt64 = 86_400

  private func set(_ host: TinyNetwork.Host, to seconds: UInt64, on network: TinyNetwork) {
    host.node.setClock(unixNanoseconds: seconds * 1_000_000_000, now: network.now)
  }

  /// Two hosts, of which the second's credential ends a week before the first's.
  private func pair() throws -> TinyNetwork {
    let network = try TinyNetwork(1, lifetimeSeconds: 30 * 86_400)
    let key = network.network.key()
    let credential = try network.network.authority.issue(
      name: "early", keys: key.publicKeys, now: network.network.now - 7 * day)
    network.hosts.append(try network.start(key, credential, 1, knowing: [0]))
    network.run(for: .seconds(3))
    return network
  }

  @Test("a peer whose credential expires while the node runs is put out, a day late and not before")
  func expiry() throws {
    let network = try pair()
    let (node, peer) = (network.hosts[0], network.hosts[1])
    let end = try #require(peer.credential).expiresAt + Credential.clockToleranceSeconds
    set(node, to: end - 10, on: network)
    network.run(for: .seconds(2))
    #expect(node.node.snapshot(now: network.now).members.count == 2)
    network.run(for: .seconds(10))
    #expect(node.node.snapshot(now: network.now).members.count == 1)
    #expect(node.hasSeen { $0 == .credentialRefused(peer.node.identity, .expired) })
    #expect(network.send([1], from: 0, to: 1) == .refused(.unknownDestination))
    network.send([1], from: 1, to: 0)
    network.run(for: .milliseconds(100))
    #expect(node.delivered.isEmpty)
    #expect(!node.hasSeen { if case .ownCredentialExpired = $0 { true } else { false } })
  }

  @Test("after a week's sleep a node judges by the time that it is, at once")
  func sleep() throws {
    let network = try pair()
    let (node, peer) = (network.hosts[0], network.hosts[1])
    let end = try #require(peer.credential).expiresAt + Credential.clockToleranceSeconds
    set(node, to: end - 7 * day, on: network)
    network.run(for: .seconds(2))
    #expect(node.node.snapshot(now: network.now).members.count == 2)
    set(node, to: end + 1, on: network)
    network.run(for: .milliseconds(10))
    #expect(node.node.snapshot(now: network.now).members.count == 1)
  }

  @Test("a node says that its own credential has expired, and does not say so all the time")
  func own() throws {
    let network = try pair()
    let peer = network.hosts[1]
    let end = try #require(peer.credential).expiresAt
    set(peer, to: end + day + 1, on: network)
    network.run(for: .seconds(60))
    let said = peer.events.count {
      $0 == .event(.ownCredentialExpired(at: end))
    }
    #expect(said == 1)
  }

  @Test("a node whose clock is 1970 joins, and judges by what the network has signed")
  func epoch() throws {
    let network = try TinyNetwork(2) { number, configuration in
      if number == 1 { configuration.unixTimeAtOrigin = 0 }
    }
    network.run(for: .seconds(3))
    let node = network.hosts[1]
    let now = network.network.now
    network.send([1], from: 1, to: 0)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[0].delivered.count == 1)
    #expect((now...now + 10).contains(node.node.unixSeconds(now: network.now)))
    #expect(node.node.clockDisagreement(now: network.now) ?? 0 > 1_000_000_000)
    #expect(node.hasSeen { if case .clockBehind = $0 { true } else { false } })
    // A member that was let in long after it is no surprise,
    let key = network.network.key()
    let late = try network.network.authority.issue(
      name: "late", keys: key.publicKeys, now: now + 100 * day)
    try node.node.verify(late, now: network.now)
    #expect(node.node.newestSignedTime == now + 100 * day)
    // and one whose time is over by what was signed is not let in, though 1970 is long before.
    let (early, expired) = (network.network.key(), now - 300 * day)
    let old = try network.network.authority.issue(
      name: "old", keys: early.publicKeys, now: expired)
    #expect(throws: CredentialError.expired) { try node.node.verify(old, now: network.now) }
    // Once it is set right, that is said as well.
    set(node, to: now + 100 * day, on: network)
    network.run(for: .seconds(1))
    #expect(node.node.clockDisagreement(now: network.now) == nil)
    #expect(node.hasSeen { $0 == .clockAgrees })
  }

  @Test("a node whose clock is right is not moved by one credential from the far future")
  func future() throws {
    let network = try TinyNetwork(1)
    let node = network.hosts[0]
    let key = network.network.key()
    let late = try network.network.authority.issue(
      name: "late", keys: key.publicKeys, now: network.network.now + 500 * day)
    #expect(throws: CredentialError.notYetValid) { try node.node.verify(late, now: network.now) }
    #expect(node.node.unixSeconds(now: network.now) < network.network.now + day)
  }

  @Test("what was signed is known again after a restart; a damaged file moves a good clock little")
  func stored() throws {
    let network = try TinyNetwork(1) { number, configuration in
      configuration.signedTime = 1_800_000_000 + (number == 0 ? 3_600 : 100 * 86_400)
      if number == 2 { configuration.unixTimeAtOrigin = 0 }
    }
    #expect(network.hosts[0].node.newestSignedTime == network.network.now + 3_600)
    try network.add("damaged", 1)
    #expect(network.hosts[1].node.newestSignedTime == network.network.now)
    try network.add("epoch", 2)
    #expect(network.hosts[2].node.newestSignedTime == network.network.now + 100 * day)
  }

  @Test("hours of a policy go by the clock as it is corrected")
  func hours() throws {
    // It is eight in the morning, and nothing may pass until nine.
    let hours = HoursOfDay(from: 480, to: 540)
    var configuration = NodeConfiguration.standard
    configuration.policy = PolicyTable([
      PolicyRule(isAllowed: false, scope: .everywhere, hours: hours)
    ])
    let network = try TinyNetwork(2, configuration: configuration)
    network.run(for: .seconds(2))
    #expect(network.network.now % day == 8 * 3_600)
    #expect(network.send([1], from: 0, to: 1) == .refused(.policy))
    for host in network.hosts { set(host, to: network.network.now + 2 * 3_600, on: network) }
    network.run(for: .seconds(1))
    network.send([2], from: 0, to: 1)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[1].delivered.map(\.bytes) == [[2]])
    for host in network.hosts { set(host, to: network.network.now + 600, on: network) }
    network.run(for: .seconds(1))
    #expect(network.send([3], from: 0, to: 1) == .refused(.policy))
  }

  @Test("of a node's credentials the newest counts, in whatever order they are heard of")
  func order() throws {
    var network = try TestNetwork()
    let key = network.key()
    let first = try network.authority.issue(
      name: "node", keys: key.publicKeys, now: network.now)
    let second = try network.authority.renew(key.node, now: network.now + 10)
    var directory = AddressDirectory()
    let inserted = (directory.insert(second), directory.insert(first))
    #expect(inserted.0)
    #expect(!inserted.1)
    #expect(directory.credentials[key.node] == second)
    var record = PeerRecord(
      key: key.publicKey,
      authenticator: MessageAuthenticator(
        presharedKey: network.authority.presharedKey, receiver: key.publicKey),
      staticSecret: nil)
    record.adopt(second)
    record.adopt(first)
    #expect(record.credential == second)
    // A name that has been given to another node is that one's, whoever is heard of last.
    _ = try network.authority.revoke(key.node, now: network.now)
    let heir = try network.member("node")
    for order in [[heir, second], [second, heir]] {
      var directory = AddressDirectory()
      for credential in order { directory.insert(credential) }
      #expect(directory.names["node"] == heir.node)
    }
  }
}
