import Testing

@testable import OverlayCore

@Suite("The directory under adversity")
struct DirectoryAdversityTests {
  @Test("after crashes, newcomers and loss, what living owners say is found", arguments: 1...40)
  func churn(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &* 31)
    let ring = DirectoryRing(16, seed: seed)
    ring.loss = 0.05
    let keys = (0..<8).map { _ in UInt128(random.next()) << 64 }
    var owned: [(host: DirectoryRing.Host, record: DirectoryRecord)] = []
    for key in keys {
      let host = ring.hosts[Int(random.next() % 16)]
      let record = DirectoryRecord.sample(key: key, owner: host.identity.value, lifetime: 120)
      try host.directory.publish(record, now: ring.now)
      owned.append((host, record))
    }
    for _ in 0..<30 {
      ring.run(for: .milliseconds(random.next() % 5_000))
      let living = ring.hosts.filter(\.isAlive)
      if random.chance(0.5), living.count > 8 {
        ring.kill(living[Int(random.next() % UInt64(living.count))])
      } else {
        ring.add()
      }
    }
    ring.loss = 0
    ring.run(for: .seconds(15))
    let asker = ring.nearest(NodeID(0))[0]
    for (host, record) in owned where host.isAlive {
      let result = try #require(try ring.lookUp(record.key.value, from: asker))
      #expect(result.records == [record], "seed \(seed), key \(record.key)")
    }
    // What the dead said is forgotten once its time is over, and what the living took back as well.
    for (host, record) in owned where host.isAlive {
      var removal = record
      removal.version += 1
      removal.isRemoval = true
      removal.payload = []
      try host.directory.publish(removal, now: ring.now)
    }
    ring.run(for: .seconds(140))
    for host in ring.hosts where host.isAlive {
      #expect(host.directory.recordCount == 0, "seed \(seed), \(host.identity.short)")
    }
  }

  @Test("the same seed tells the same story")
  func deterministic() throws {
    func story() throws -> [[DirectoryEffect]] {
      let ring = DirectoryRing(10, seed: 5)
      ring.loss = 0.2
      for host in ring.hosts {
        try host.directory.publish(
          .sample(key: host.identity.value ^ 1, owner: host.identity.value), now: ring.now)
        _ = try host.directory.lookUp(DirectoryKey(host.identity.value), now: ring.now)
      }
      ring.run(for: .seconds(100))
      return ring.hosts.map(\.told)
    }
    #expect(try story() == story())
  }

  @Test("a member's flood of records is cut to its rate, fills its share and leaves others theirs")
  func floodOfRecords() {
    var directory = Directory(node: NodeID(1), seed: 1)
    var now = Instant(nanoseconds: 1_000_000_000)
    var delivered = 0
    for number: UInt64 in 0..<20_000 {
      now = now + .microseconds(500)
      let record = DirectoryRecord.sample(
        key: UInt128(number) << 64, owner: 666, lifetime: 3_600,
        payload: [UInt8](repeating: 0, count: 400))
      if directory.admits(.directoryPublish, from: NodeID(666), now: now) {
        delivered += 1
        deliver(record, to: &directory, now: now)
      }
      drain(&directory, now: now)
    }
    let profile = DirectoryProfile.standard
    #expect(delivered <= 12 * Int(profile.publishesPerSecond) + 1)
    #expect(directory.counters.limitedPublishes == 20_000 - UInt64(delivered))
    #expect(directory.recordCount <= profile.ownerRecordsMax)
    #expect(directory.recordBytes <= profile.ownerBytesMax)
    #expect(
      directory.counters.refusedOwnerFull == UInt64(delivered) - directory.counters.stored)
    #expect(directory.counters.droppedEffects == 0)
    let honest = DirectoryRecord.sample(owner: 2)
    let isAdmitted = directory.admits(.directoryPublish, from: NodeID(2), now: now)
    #expect(isAdmitted)
    deliver(honest, to: &directory, now: now)
    #expect(directory.held(honest.key, now: now) == [honest])
  }

  @Test("many members' flood fills the node and no more, and spares what was there before")
  func floodOfOwners() {
    var directory = Directory(node: NodeID(1), seed: 1)
    let now = Instant(nanoseconds: 1_000_000_000)
    let first = DirectoryRecord.sample(owner: 2)
    deliver(first, to: &directory, now: now)
    for owner: UInt128 in 100..<2_000 {
      for key: UInt128 in 0..<2 {
        deliver(.sample(key: owner << 64 | key, owner: owner), to: &directory, now: now)
      }
      drain(&directory, now: now)
    }
    let profile = DirectoryProfile.standard
    #expect(directory.recordCount == profile.recordsMax)
    #expect(directory.recordBytes <= profile.bytesMax)
    #expect(directory.counters.refusedNodeFull == 3_801 - UInt64(profile.recordsMax))
    #expect(directory.held(first.key, now: now) == [first])
  }

  @Test("an owner in a hurry does not make its root flood the replicas")
  func hurriedOwner() {
    var directory = Directory(node: NodeID(1), seed: 1)
    var now = Instant(nanoseconds: 1_000_000_000)
    for version: UInt64 in 1...1_000 {
      now = now + .milliseconds(10)
      deliver(.sample(version: version), to: &directory, now: now)
      if directory.nextDeadline <= now { directory.advance(to: now) }
      drain(&directory, now: now)
    }
    // Ten seconds, two replicas.
    #expect(18...22 ~= directory.counters.copies)
    directory.advance(to: now + .seconds(2))
    drain(&directory, now: now + .seconds(2))
    #expect(directory.held(DirectoryKey(7), now: now).map(\.version) == [1_000])
  }

  @Test("a directory that keeps nothing wants nothing, and takes half a kilobyte")
  func idle() {
    #expect(MemoryLayout<Directory>.size <= 560)
    var directory = Directory(node: NodeID(1), seed: 1)
    #expect(directory.nextDeadline == .never)
    directory.placesChanged(now: .zero)
    #expect(directory.nextDeadline == .never)
    deliver(.sample(lifetime: 60), to: &directory, now: .zero)
    #expect(directory.nextDeadline < .never)
    var now = Instant.zero
    for _ in 0..<100 where directory.nextDeadline != .never {
      now = directory.nextDeadline
      directory.advance(to: now)
      drain(&directory, now: now)
    }
    #expect(directory.nextDeadline == .never)
    #expect(directory.recordCount == 0)
  }

  @Test("answers that nobody asked for, or to another question, change nothing")
  func unasked() throws {
    var directory = Directory(node: NodeID(1), seed: 1)
    let request = try directory.lookUp(DirectoryKey(7), now: .zero)
    drain(&directory, now: .zero)
    let records = [DirectoryRecord.sample(), .sample(key: 8), .sample(lifetime: 10)]
    let answers = [
      answer(request &+ 1, records[0]), answer(request, records[1]),
      answer(request, records[2], age: 10),
    ]
    for frame in answers { try directory.deliver(frame.span, now: .zero) }
    #expect(directory.counters.unasked == 3)
    try directory.deliver(answer(request, records[0]).span, now: .zero)
    var told: [DirectoryEffect] = []
    drain(&directory, now: .zero) { told.append($0) }
    guard case .answered(let result) = told.first else {
      Issue.record("the lookup has no result")
      return
    }
    #expect(result.records == [records[0]])
  }

  private func answer(_ request: UInt32, _ record: DirectoryRecord, age: UInt32 = 0) -> [UInt8] {
    let part = DirectoryAnswer.Part(number: 0, count: 1, ageSeconds: age, record: record)
    return encoded {
      DirectoryAnswer(to: NodeID(1), origin: NodeID(9), request: request, part: part)
        .write(to: &$0, at: 0)
    }
  }

  /// A record arrives at its root.
  private func deliver(
    _ record: DirectoryRecord, to directory: inout Directory, now: Instant
  ) {
    let frame = encoded {
      DirectoryPublish(
        toward: record.key.place, origin: record.owner, request: 1, ageSeconds: 0, record: record
      ).write(to: &$0, at: 0)
    }
    #expect(throws: Never.self) { try directory.deliver(frame.span, now: now) }
  }

  /// Drains a directory that is the root of everything and has two replicas.
  private func drain(
    _ directory: inout Directory, now: Instant, _ tell: (DirectoryEffect) -> Void = { _ in }
  ) {
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = buffer.mutableSpan
    while let effect = directory.nextEffect(into: &span, at: 0, now: now) {
      if case .place(let key) = effect {
        directory.place(
          key, DirectoryPlacement(nextHop: nil, replicas: [NodeID(2), NodeID(3)]), now: now)
      } else {
        tell(effect)
      }
    }
  }

  private func encoded(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = write(&span)
    return Array(bytes[..<length])
  }
}
