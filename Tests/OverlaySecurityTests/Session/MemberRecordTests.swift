import Testing

@testable import OverlayCore
@testable import OverlaySecurity

/// What a member with genuine keys can do to another by what it says of it, and what two hosts with
/// one key do to each other.
@Suite("Member records among members")
struct MemberRecordTests {
  private func frame(_ record: MemberRecord) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = record.write(to: &span, at: 0)
    return Array(bytes[..<length])
  }

  private func summary(_ entry: MemberSummary.Entry) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = MemberSummary(first: entry.node, last: entry.node, entries: [entry])
      .write(to: &span, at: 0)
    return Array(bytes[..<length])
  }

  private func isMember(_ network: TinyNetwork, _ member: Int, of host: Int) -> Bool {
    network.hosts[host].node.node.isMember(network.hosts[member].node.identity)
  }

  private func record(_ network: TinyNetwork, of member: Int, at host: Int) -> MemberRecord? {
    network.hosts[host].node.node.record(of: network.hosts[member].node.identity)
  }

  private func isLinked(_ network: TinyNetwork, _ host: Int, with other: Int) -> Bool {
    network.hosts[host].node.node.hasWorkingLink(to: network.hosts[other].node.identity)
  }

  private func events(_ host: TinyNetwork.Host) -> [OverlayEvent] {
    host.events.compactMap { effect in
      guard case .event(let event) = effect else { return nil }
      return event
    }
  }

  private func clones(_ host: TinyNetwork.Host) -> Int {
    events(host).count { event in
      guard case .cloned = event else { return false }
      return true
    }
  }

  private func restart(
    _ network: TinyNetwork, _ number: Int, knowing contacts: [Int], incarnation: UInt64
  ) throws {
    let old = network.hosts[number]
    let (key, credential) = (try #require(old.key), try #require(old.credential))
    network.hosts[number] = try network.start(
      key, credential, number, knowing: contacts, incarnation: incarnation)
  }

  /// Everything that member 1 can say of member 2, to whomever it talks to.
  private func poison(_ network: TinyNetwork, incarnation: UInt64) throws {
    let victim = network.hosts[2]
    let credential = try #require(victim.credential)
    let thief = try #require(network.hosts[1].key)
    var forged = MemberRecord(
      node: victim.node.identity, incarnation: incarnation, sequence: 5,
      endpoints: [UnderlayAddress(ipv4: 0x0a63_6363, port: 9)], credential: credential.encoded,
      signature: victim.node.own.record.signature)
    var claims = [forged]
    claims.append(MemberRecordSigning.sign(forged, with: thief, network: credential.network))
    forged.signature = []
    claims.append(forged)
    for claim in claims {
      for record in [claim, claim.departing] {
        for target in [0, 2, 3] { network.send(frame: frame(record), from: 1, to: target) }
        network.run(for: .milliseconds(20))
      }
    }
    for hasDeparted in [false, true] {
      let entry = MemberSummary.Entry(
        node: victim.node.identity, incarnation: incarnation, sequence: 9,
        hasDeparted: hasDeparted)
      for target in [0, 2, 3] { network.send(frame: summary(entry), from: 1, to: target) }
      network.run(for: .milliseconds(20))
    }
  }

  @Test("a member cannot move another, make it newer or say that it has left")
  func poisoned() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(6))
    let before = record(network, of: 2, at: 0)
    for incarnation in [2, 1 << 40, Limits.incarnationMax, Limits.incarnationMax + 1, .max] {
      try poison(network, incarnation: incarnation)
    }
    network.run(for: .seconds(5))
    #expect(record(network, of: 2, at: 0) == before)
    for host in [0, 1, 3] { #expect(isMember(network, 2, of: host)) }
    network.send([7], from: 0, to: 2)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[2].delivered.map(\.bytes) == [[7]])
    #expect(network.hosts[0].node.counters.forgedRecords > 0)
    #expect(network.hosts[2].node.incarnation == 1)
    #expect(clones(network.hosts[2]) == 0)
  }

  @Test("a victim that was away when it was spoken of comes back, over its restarts as well")
  func poisonedWhileAway() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(6))
    network.hosts[2].isAlive = false
    network.run(for: .seconds(5))
    for incarnation in [2, 1 << 40, Limits.incarnationMax, .max] {
      try poison(network, incarnation: incarnation)
    }
    for start: UInt64 in 2...4 {
      try restart(network, 2, knowing: [0], incarnation: start)
      network.run(for: .seconds(5))
      for host in [0, 1, 3] {
        #expect(isMember(network, 2, of: host))
        network.send([UInt8(start)], from: host, to: 2)
      }
      network.run(for: .milliseconds(100))
      #expect(network.hosts[2].delivered.count == 3)
      network.hosts[2].isAlive = false
      network.run(for: .seconds(3))
    }
  }

  @Test("forged records in a flood are not even checked beyond what an honest neighbour sends")
  func floodOfRecords() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    let credential = try #require(network.hosts[2].credential)
    for number: UInt64 in 1...1_000 {
      let forged = MemberRecord(
        node: credential.node, incarnation: number + 5, sequence: 0, endpoints: [],
        credential: credential.encoded, signature: [UInt8](repeating: 3, count: 64))
      network.send(frame: frame(forged), from: 1, to: 0)
    }
    network.run(for: .milliseconds(100))
    let counters = network.hosts[0].node.counters
    #expect(counters.forgedRecords <= 132)
    let refused = counters.forgedRecords + counters.limitedRecords + counters.limitedFrames
    #expect(refused == 1_000)
  }

  @Test("a node whose counter was lost takes up the newest number that it has signed")
  func lostCounter() throws {
    let network = try TinyNetwork(3)
    network.hosts[1].isAlive = false
    try restart(network, 1, knowing: [0], incarnation: 900)
    network.run(for: .seconds(6))
    #expect(record(network, of: 1, at: 0)?.incarnation == 900)
    network.hosts[1].isAlive = false
    network.run(for: .seconds(2))
    try restart(network, 1, knowing: [0], incarnation: 3)
    network.run(for: .seconds(6))
    let returned = network.hosts[1]
    #expect(returned.node.incarnation == 901)
    #expect(returned.events.contains(.incarnationRaised(901)))
    #expect(clones(returned) == 0)
    for host in [0, 2] {
      #expect(record(network, of: 1, at: host) == returned.node.own.record)
    }
    network.send([1], from: 2, to: 1)
    network.run(for: .milliseconds(100))
    #expect(returned.delivered.count == 1)
  }

  @Test("a node that left, and whose counter was lost, is let in and raises its number")
  func lostCounterAfterLeaving() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(1))
    network.hosts[1].isAlive = false
    try restart(network, 1, knowing: [0], incarnation: 900)
    network.run(for: .seconds(6))
    network.hosts[1].node.leave(now: network.now)
    network.run(for: .milliseconds(50))
    network.hosts[1].isAlive = false
    network.run(for: .seconds(2))
    for host in [0, 2] { #expect(!isMember(network, 1, of: host)) }
    try restart(network, 1, knowing: [0], incarnation: 3)
    network.run(for: .seconds(6))
    #expect(network.hosts[1].node.incarnation == 901)
    for host in [0, 2] { #expect(isMember(network, 1, of: host)) }
    network.send([1], from: 2, to: 1)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.count == 1)
  }

  @Test("two hosts with one identity both say so, and say it seldom")
  func cloned() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(6))
    let original = network.hosts[3]
    let (key, credential) = (try #require(original.key), try #require(original.credential))
    // A copy of its state directory on another machine: the next start of both has one number.
    let copy = try network.start(key, credential, 4, knowing: [0, 1, 2], incarnation: 1)
    network.hosts.append(copy)
    network.run(for: .seconds(90))
    #expect(clones(original) >= 1)
    #expect(clones(copy) >= 1)
    #expect(clones(original) + clones(copy) <= 6)
    let raised = original.events.count { effect in
      guard case .incarnationRaised = effect else { return false }
      return true
    }
    #expect(raised <= 12)
    guard
      case .cloned(let ours, let theirs)? = events(copy).first(where: { event in
        guard case .cloned = event else { return false }
        return true
      })
    else { return }
    #expect(ours == [TinyNetwork.address(4)])
    #expect(theirs == [TinyNetwork.address(3)])
  }

  @Test("a farewell reaches those without a link to its node by gossip, in its own words")
  func farewellByGossip() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    network.cut(1, 2)
    network.run(for: .seconds(5))
    network.hosts[1].node.leave(now: network.now)
    network.run(for: .milliseconds(50))
    network.hosts[1].isAlive = false
    network.run(for: .seconds(8))
    for host in [0, 2] { #expect(!isMember(network, 1, of: host)) }
    #expect(network.send([1], from: 2, to: 1) == .refused(.unknownDestination))
    // The next start is a member again.
    network.heal()
    try restart(network, 1, knowing: [0], incarnation: 2)
    network.run(for: .seconds(6))
    for host in [0, 2] { #expect(isMember(network, 1, of: host)) }
  }

  @Test("under the prefix plane a farewell ends its node's own links, whoever brings it")
  func prefixFarewell() throws {
    let network = try TinyNetwork(4, configuration: .prefix)
    network.run(for: .seconds(20))
    let victim = network.hosts[2]
    let links = network.hosts[0].node.linkReports(now: network.now).count
    // Genuine, but out of another's mouth.
    var own = victim.node.own
    let hasDeparted = own.depart()
    #expect(hasDeparted)
    network.send(frame: frame(own.record), from: 1, to: 0)
    network.run(for: .seconds(2))
    #expect(network.hosts[0].node.linkReports(now: network.now).count == links)
    #expect(isLinked(network, 0, with: 2))
    victim.node.leave(now: network.now)
    network.run(for: .milliseconds(12))
    victim.isAlive = false
    network.run(for: .milliseconds(20))
    // Its silence alone would not have been noticed yet.
    #expect(!isLinked(network, 0, with: 2))
    #expect(isLinked(network, 0, with: 1))
  }

  @Test("members known without their signature are called, and speak for themselves")
  func hints() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    for number in 0..<3 {
      var record = try #require(network.hosts[number].record)
      // As a poisoned file of an earlier version had them.
      record.incarnation = 1 << 62
      record.sequence = 7
      record.signature = []
      network.hosts[number].record = record
    }
    network.hosts[1].isAlive = false
    try restart(network, 1, knowing: [0, 2], incarnation: 2)
    let known = network.hosts[1].node.memberRecords
    #expect(known.count == 2)
    #expect(known.allSatisfy { $0.signature.isEmpty && $0.incarnation == 0 })
    network.run(for: .seconds(4))
    for host in [0, 2] {
      #expect(isMember(network, host, of: 1))
      #expect(isMember(network, 1, of: host))
    }
    #expect(network.hosts[1].node.memberRecords.allSatisfy { $0.incarnation == 1 })
  }

  @Test("a hint at somebody who is gone is given up once others are found, and not before")
  func vainHints() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(2))
    for number in 0..<3 { network.hosts[number].record?.signature = [] }
    network.hosts[1].isAlive = false
    network.hosts[2].isAlive = false
    network.hosts[0].isAlive = false
    try restart(network, 1, knowing: [0, 2], incarnation: 2)
    network.run(for: .seconds(1_300))
    #expect(network.hosts[1].node.memberRecords.count == 2)
    try restart(network, 0, knowing: [], incarnation: 2)
    network.run(for: .seconds(60))
    #expect(network.hosts[1].node.memberRecords.map(\.node) == [network.hosts[0].node.identity])
  }
}
