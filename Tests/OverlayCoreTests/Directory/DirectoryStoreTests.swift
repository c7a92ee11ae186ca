import Testing

@testable import OverlayCore

@Suite("The directory's store")
struct DirectoryStoreTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  @Test(
    "it agrees with a dictionary, whatever is published, removed and left to expire",
    arguments: 1...40)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var profile = DirectoryProfile()
    profile.recordsMax = 12
    profile.bytesMax = 1_200
    profile.ownerRecordsMax = 5
    profile.ownerBytesMax = 500
    profile.keyRecordsMax = 4
    var store = DirectoryStore()
    var oracle = DirectoryOracle(profile: profile)
    var now = start
    var seen: Set<DirectoryOutcome> = []
    for _ in 0..<3_000 {
      now = now + .milliseconds(random.next() % 1_500)
      let record = randomRecord(&random)
      let age = UInt32(random.next() % 25)
      let (outcome, _) = store.insert(record, ageSeconds: age, within: profile, now: now)
      #expect(outcome == oracle.insert(record, ageSeconds: age, now: now))
      seen.insert(outcome)
      if random.chance(0.2) { store.expire(now: now) }
      let alive = store.entries.filter { $0.expiresAt > now }.map(\.record)
      #expect(alive == oracle.contents(now: now))
      #expect(store.entries.count <= profile.recordsMax)
      #expect(store.bytes <= profile.bytesMax)
      #expect(store.bytes == store.entries.reduce(0) { $0 + $1.record.byteCount })
      let key = record.key
      for kind in [nil, DirectoryKind.node, .application] as [DirectoryKind?] {
        #expect(
          store.records(of: key, kind: kind, now: now)
            == oracle.records(of: key, kind: kind, now: now))
      }
    }
    #expect(seen == Set(DirectoryOutcome.allCases))
  }

  private func randomRecord(_ random: inout SeededRandom) -> DirectoryRecord {
    // Few sizes and lifetimes, so that the same record comes again.
    let payload = [UInt8](repeating: 1, count: Int(random.next() % 3) * 70)
    return .sample(
      key: UInt128(random.next() % 4), owner: UInt128(random.next() % 5),
      kind: random.chance(0.3) ? .node : .application, version: random.next() % 5,
      lifetime: random.chance(0.5) ? 12 : 40, payload: random.chance(0.2) ? nil : payload)
  }

  @Test("an older version that is played back changes nothing, nor does the same one")
  func replay() {
    var store = DirectoryStore()
    let first = DirectoryRecord.sample(version: 1, payload: [1])
    let second = DirectoryRecord.sample(version: 2, payload: [2])
    #expect(insert(first, into: &store) == .stored)
    #expect(insert(second, into: &store) == .stored)
    let before = store.entries.map(\.record)
    #expect(insert(first, into: &store) == .superseded)
    #expect(insert(second, into: &store) == .known)
    #expect(insert(.sample(version: 2, payload: [3]), into: &store) == .superseded)
    #expect(store.entries.map(\.record) == before)
  }

  @Test("a removal outlasts what it removed, however short its own lifetime, and then is gone")
  func removal() {
    var store = DirectoryStore()
    _ = insert(.sample(version: 1, lifetime: 100), into: &store)
    _ = insert(.sample(version: 2, lifetime: 5, payload: nil), into: &store)
    #expect(store.records(of: DirectoryKey(7), kind: nil, now: start).isEmpty)
    let late = start + .seconds(99)
    store.expire(now: late)
    #expect(store.entries.count == 1)
    let (outcome, _) = store.insert(
      .sample(version: 1, lifetime: 100), ageSeconds: 99, within: .standard, now: late)
    #expect(outcome == .superseded)
    store.expire(now: start + .seconds(100))
    #expect(store.entries.isEmpty)
    #expect(store.bytes == 0)
    #expect(store.nextDeadline == .never)
  }

  @Test("a removed record may be published again under a greater version")
  func published() {
    var store = DirectoryStore()
    _ = insert(.sample(version: 1), into: &store)
    _ = insert(.sample(version: 2, payload: nil), into: &store)
    #expect(insert(.sample(version: 3, payload: [8]), into: &store) == .stored)
    #expect(
      store.records(of: DirectoryKey(7), kind: nil, now: start).map(\.payload) == [[8]])
  }

  @Test("a full store refuses newcomers, lets its own be renewed, and has room when one expires")
  func full() {
    var profile = DirectoryProfile()
    profile.recordsMax = 3
    var store = DirectoryStore()
    for key: UInt128 in 1...3 {
      let lifetime: UInt32 = key == 1 ? 10 : 60
      #expect(
        insert(.sample(key: key, lifetime: lifetime), into: &store, within: profile) == .stored)
    }
    #expect(insert(.sample(key: 4), into: &store, within: profile) == .nodeIsFull)
    #expect(insert(.sample(key: 2, version: 2), into: &store, within: profile) == .stored)
    let later = start + .seconds(10)
    let (outcome, _) = store.insert(
      .sample(key: 4), ageSeconds: 0, within: profile, now: later)
    #expect(outcome == .stored)
    #expect(store.entries.map(\.record.key.value) == [2, 3, 4])
  }

  @Test("a copy is as old as what it was made from, and never younger")
  func age() {
    var store = DirectoryStore()
    _ = insert(.sample(lifetime: 60), into: &store)
    #expect(store.ageSeconds(at: 0, now: start) == 0)
    #expect(store.ageSeconds(at: 0, now: start + .milliseconds(1)) == 1)
    #expect(store.ageSeconds(at: 0, now: start + .milliseconds(30_500)) == 31)
    var copy = DirectoryStore()
    let now = start + .milliseconds(30_500)
    _ = copy.insert(
      store.entries[0].record, ageSeconds: store.ageSeconds(at: 0, now: now), within: .standard,
      now: now)
    #expect(copy.entries[0].expiresAt <= store.entries[0].expiresAt)
  }

  @Test("keys are walked in order, each once, in steps of any length", arguments: 1...7)
  func keys(step: Int) {
    var store = DirectoryStore()
    for key: UInt128 in [9, 3, 5, 3, 1, 9, 4] {
      for owner: UInt128 in 1...3 { _ = insert(.sample(key: key, owner: owner), into: &store) }
    }
    var walked: [UInt128] = []
    var cursor: DirectoryKey?
    while true {
      let keys = store.keys(after: cursor, count: step)
      walked += keys.map(\.value)
      guard keys.count == step else { break }
      cursor = keys.last
    }
    #expect(walked == [1, 3, 4, 5, 9])
  }

  private func insert(
    _ record: DirectoryRecord, into store: inout DirectoryStore,
    within profile: DirectoryProfile = .standard
  ) -> DirectoryOutcome {
    store.insert(record, ageSeconds: 0, within: profile, now: start).outcome
  }
}
