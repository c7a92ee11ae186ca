import Testing

@testable import OverlayCore

@Suite("The directory")
struct DirectoryTests {
  private static let key: UInt128 = 7 << 120

  /// A record of a ring's host under the tests' key.
  private func record(
    of host: DirectoryRing.Host, version: UInt64 = 1, lifetime: UInt32 = 300,
    payload: [UInt8]? = [1]
  ) -> DirectoryRecord {
    .sample(
      key: Self.key, owner: host.identity.value, version: version, lifetime: lifetime,
      payload: payload)
  }

  /// The living nodes that are not near the key: they own and ask, and keep nothing of it.
  private func bystanders(_ ring: DirectoryRing) -> [DirectoryRing.Host] {
    Array(ring.nearest(NodeID(Self.key)).reversed())
  }

  private func holders(_ ring: DirectoryRing) -> [DirectoryRing.Host] {
    ring.hosts.filter {
      $0.isAlive && !$0.directory.held(DirectoryKey(Self.key), now: ring.now).isEmpty
    }
  }

  @Test("what one node publishes every node finds, at its root and two more and nowhere else")
  func published() throws {
    let ring = DirectoryRing(12)
    let owner = bystanders(ring)[0]
    let record = record(of: owner)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(1))
    let root = ring.nearest(NodeID(Self.key))[0].identity
    #expect(
      owner.told == [.published(record.identity, version: 1, root: root)])
    for host in ring.hosts {
      let result = try #require(try ring.lookUp(Self.key, from: host))
      #expect(result.records == [record])
      #expect(result.answer == .whole)
    }
    let nearest = ring.nearest(NodeID(Self.key)).prefix(3).map(\.identity)
    #expect(Set(holders(ring).map(\.identity)) == Set(nearest))
  }

  @Test("a key under which nobody published has no record, and that is a whole answer")
  func nothing() throws {
    let ring = DirectoryRing(5)
    let result = try #require(try ring.lookUp(Self.key, from: ring.hosts[0]))
    #expect(result.records.isEmpty)
    #expect(result.answer == .whole)
  }

  @Test("a lookup gives the newest version of every owner's record, all of a key that is full")
  func owners() throws {
    let ring = DirectoryRing(30)
    let owners = bystanders(ring).prefix(Int(Limits.answerPartsMax))
    for owner in owners { try owner.directory.publish(record(of: owner), now: ring.now) }
    ring.run(for: .seconds(2))
    for owner in owners {
      try owner.directory.publish(record(of: owner, version: 2, payload: [2]), now: ring.now)
    }
    ring.run(for: .seconds(2))
    let result = try #require(try ring.lookUp(Self.key, from: ring.hosts[0]))
    #expect(result.records.map(\.owner) == owners.map(\.identity).sorted())
    #expect(result.records.allSatisfy { $0.version == 2 && $0.payload == [2] })
  }

  @Test("a record outlives its root, and the next one, though its owner is gone")
  func survivesItsRoot() throws {
    let ring = DirectoryRing(12)
    let owner = bystanders(ring)[0]
    let record = record(of: owner)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(1))
    ring.kill(owner)
    for _ in 0..<4 {
      ring.kill(ring.nearest(NodeID(Self.key))[0])
      ring.run(for: .seconds(5))
      let asker = bystanders(ring)[0]
      let result = try #require(try ring.lookUp(Self.key, from: asker))
      #expect(result.records == [record])
      #expect(holders(ring).count >= 3)
    }
  }

  @Test("a newcomer that becomes the root gets the key's records without their owner's doing")
  func newRoot() throws {
    let ring = DirectoryRing(8)
    let owner = bystanders(ring)[0]
    let record = record(of: owner)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(1))
    ring.kill(owner)
    let root = ring.add(NodeID(Self.key))
    ring.run(for: .seconds(4))
    #expect(root.directory.held(DirectoryKey(Self.key), now: ring.now) == [record])
    let result = try #require(try ring.lookUp(Self.key, from: bystanders(ring)[0]))
    #expect(result.records == [record])
  }

  @Test("an owner whose way to the root changed says its record again soon")
  func republishes() throws {
    // No replicas: nobody else can give it to the new root.
    var profile = DirectoryProfile()
    profile.replicas = 0
    let ring = DirectoryRing(8, profile: profile)
    let owner = bystanders(ring)[0]
    let record = record(of: owner, lifetime: 3_600)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(20))
    ring.kill(ring.nearest(NodeID(Self.key))[0])
    ring.run(for: .seconds(5))
    let root = ring.nearest(NodeID(Self.key))[0]
    #expect(root.directory.held(DirectoryKey(Self.key), now: ring.now) == [record])
    #expect(
      owner.told.last == .published(record.identity, version: 1, root: root.identity))
  }

  @Test("a record that is not refreshed is gone everywhere when its lifetime is over")
  func expires() throws {
    let ring = DirectoryRing(8)
    let owner = bystanders(ring)[0]
    let record = record(of: owner, lifetime: 200)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(1))
    owner.directory.abandon(record.identity)
    // Copying it to and fro does not make it younger.
    for _ in 0..<18 {
      ring.run(for: .seconds(10))
      let root = ring.nearest(NodeID(Self.key))[0]
      if root !== owner { ring.kill(root) }
      ring.add(NodeID(Self.key &+ 1))
    }
    #expect(!holders(ring).isEmpty)
    ring.run(for: .seconds(21))
    #expect(holders(ring).isEmpty)
    #expect(ring.hosts.filter(\.isAlive).allSatisfy { $0.directory.recordCount == 0 })
  }

  @Test("a record that is refreshed is there after ten lifetimes")
  func refreshed() throws {
    let ring = DirectoryRing(8)
    ring.loss = 0.1
    let owner = bystanders(ring)[0]
    let record = record(of: owner, lifetime: 60)
    try owner.directory.publish(record, now: ring.now)
    for _ in 0..<60 {
      ring.run(for: .seconds(10))
      #expect(holders(ring).contains { $0 === ring.nearest(NodeID(Self.key))[0] })
    }
  }

  @Test("a removed record is gone at once, and its removal is not refreshed for ever")
  func removed() throws {
    let ring = DirectoryRing(8)
    let owner = bystanders(ring)[0]
    try owner.directory.publish(record(of: owner), now: ring.now)
    ring.run(for: .seconds(1))
    try owner.directory.publish(record(of: owner, version: 2, payload: nil), now: ring.now)
    ring.run(for: .seconds(1))
    let result = try #require(try ring.lookUp(Self.key, from: ring.hosts[0]))
    #expect(result.records.isEmpty)
    #expect(holders(ring).isEmpty)
    #expect(owner.directory.published.isEmpty)
    ring.run(for: .seconds(302))
    #expect(ring.hosts.allSatisfy { $0.directory.recordCount == 0 })
  }

  @Test("a replica that missed a removal does not bring the record back, even as the next root")
  func noResurrection() throws {
    let ring = DirectoryRing(8)
    let owner = bystanders(ring)[0]
    try owner.directory.publish(record(of: owner), now: ring.now)
    ring.run(for: .seconds(1))
    let order = ring.nearest(NodeID(Self.key))
    order[1].isMute = true
    try owner.directory.publish(record(of: owner, version: 2, payload: nil), now: ring.now)
    ring.run(for: .seconds(1))
    order[1].isMute = false
    #expect(holders(ring).map(\.identity) == [order[1].identity])
    // It is the root now; the other replica knows better.
    ring.kill(order[0])
    ring.run(for: .seconds(3))
    #expect(holders(ring).isEmpty)
    let result = try #require(try ring.lookUp(Self.key, from: bystanders(ring)[1]))
    #expect(result.records.isEmpty)
  }

  @Test("a replica that hears nothing of its root any more hands its records to the key's root")
  func silentRoot() throws {
    let ring = DirectoryRing(8)
    let owner = bystanders(ring)[0]
    let record = record(of: owner, lifetime: 3_600)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(1))
    owner.directory.abandon(record.identity)
    let order = ring.nearest(NodeID(Self.key))
    // It comes back with nothing, before anybody noticed that it had gone.
    order[0].directory = Directory(node: order[0].identity, seed: 3)
    ring.run(for: .seconds(240))
    #expect(order[0].directory.held(DirectoryKey(Self.key), now: ring.now) == [record])
  }

  @Test("lookups and publications get through heavy loss", arguments: 1...20)
  func loss(seed: UInt64) throws {
    let ring = DirectoryRing(10, seed: seed)
    ring.loss = 0.3
    let owner = bystanders(ring)[0]
    let record = record(of: owner)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(60))
    var found = 0
    for host in ring.hosts where try ring.lookUp(Self.key, from: host)?.records == [record] {
      found += 1
    }
    // Four attempts of two frames each: seven lookups in a hundred fail.
    #expect(found >= 6)
  }

  @Test("a lookup that nobody answers ends, after as many attempts as it may make")
  func unanswered() throws {
    let ring = DirectoryRing(4)
    let asker = bystanders(ring)[0]
    ring.nearest(NodeID(Self.key))[0].isMute = true
    let result = try #require(try ring.lookUp(Self.key, from: asker))
    #expect(result.answer == .none)
    #expect(ring.arrived.isEmpty)
    #expect(asker.directory.nextDeadline == .never)
  }

  @Test("a publication that nobody acknowledges is tried again until somebody does")
  func unacknowledged() throws {
    let ring = DirectoryRing(4)
    let owner = bystanders(ring)[0]
    let root = ring.nearest(NodeID(Self.key))[0]
    root.isMute = true
    let record = record(of: owner)
    try owner.directory.publish(record, now: ring.now)
    ring.run(for: .seconds(30))
    #expect(owner.told == [.unanswered(record.identity, version: 1)])
    root.isMute = false
    ring.run(for: .seconds(40))
    #expect(
      owner.told.last == .published(record.identity, version: 1, root: root.identity))
  }

  @Test("an owner that lost count is told the version that the root has")
  func superseded() throws {
    let ring = DirectoryRing(6)
    let owner = bystanders(ring)[0]
    try owner.directory.publish(record(of: owner, version: 9), now: ring.now)
    ring.run(for: .seconds(1))
    owner.directory = Directory(node: owner.identity, seed: 3)
    owner.told = []
    let old = record(of: owner, version: 3, payload: [3])
    try owner.directory.publish(old, now: ring.now)
    ring.run(for: .seconds(1))
    #expect(owner.told == [.refused(old.identity, version: 3, .superseded, held: 9)])
    #expect(throws: DirectoryError.notNewer) { try owner.directory.publish(old, now: ring.now) }
    try owner.directory.publish(record(of: owner, version: 10, payload: [4]), now: ring.now)
    ring.run(for: .seconds(1))
    let result = try #require(try ring.lookUp(Self.key, from: ring.hosts[1]))
    #expect(result.records.map(\.payload) == [[4]])
  }

  @Test("a node publishes its own records only, within bounds and in bounded number")
  func refusals() throws {
    let ring = DirectoryRing(2)
    let host = ring.hosts[0]
    let own = host.identity.value
    let large = [UInt8](repeating: 0, count: Limits.recordPayloadBytesMax + 1)
    #expect(throws: DirectoryError.notOwner) {
      try host.directory.publish(.sample(owner: own &+ 1), now: ring.now)
    }
    for unsound in [
      DirectoryRecord.sample(owner: own, payload: large), .sample(owner: own, lifetime: 0),
      .sample(owner: own, lifetime: Limits.recordLifetimeSecondsMax + 1),
      .sample(owner: own, kind: DirectoryKind(rawValue: 0)),
    ] {
      #expect(throws: DirectoryError.unsound) {
        try host.directory.publish(unsound, now: ring.now)
      }
    }
    for key in 0..<UInt128(DirectoryProfile.standard.publicationsMax) {
      try host.directory.publish(.sample(key: key, owner: own), now: ring.now)
    }
    #expect(throws: DirectoryError.tooManyPublications) {
      try host.directory.publish(.sample(key: 99, owner: own), now: ring.now)
    }
    for key in 0..<UInt128(DirectoryProfile.standard.lookupsMax) {
      _ = try host.directory.lookUp(DirectoryKey(key), now: ring.now)
    }
    #expect(throws: DirectoryError.tooManyLookups) {
      try host.directory.lookUp(DirectoryKey(99), now: ring.now)
    }
  }
}
