import OverlayCore
import OverlayLab
import OverlaySimulator
import Testing

/// A path with a bottleneck against a naive one that remembers every datagram, in virtual time.
@Suite("an emulated path")
struct EmulatedPathTests {
  /// A line of one byte each microsecond, and everything that it was ever given.
  private struct NaiveLine {
    var delay: UInt64
    var queueBytesMax: Double
    var sent: [(start: UInt64, end: UInt64)] = []

    /// When a datagram arrives, in microseconds; nil when it finds no room.
    mutating func arrival(of bytes: UInt64, at now: UInt64) -> UInt64? {
      let waiting = sent.reduce(0.0) { sum, datagram in
        sum + Double(max(datagram.end, now) - max(datagram.start, now))
      }
      guard waiting == 0 || waiting + Double(bytes) <= queueBytesMax else { return nil }
      let start = max(now, sent.last?.end ?? 0)
      sent.append((start, start + bytes))
      return start + bytes + delay
    }
  }

  private struct Delivery: Equatable {
    var number: Int
    var microseconds: UInt64
  }

  @Test("keeps order, delay, rate and queue as a naive one does", arguments: 1...20 as ClosedRange)
  func bottleneck(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var line = NaiveLine(delay: 30_000, queueBytesMax: 20_000)
    let network = NetworkModel(hostCount: 2, seed: seed) { _, _ in
      PathModel(
        delay: .milliseconds(30), bitsPerSecond: 8_000_000, queueMax: .seconds(9),
        queueBytesMax: 20_000)
    }
    var emulation = EmulatedNetwork(network: network, headerBytes: 0)
    var numbers: [Int: Int] = [:]
    var expected: [Delivery] = []
    var seen: [Delivery] = []
    var lost: UInt64 = 0
    func take(until now: Instant) {
      while emulation.nextDue <= now {
        let due = emulation.nextDue
        guard case .delivery(let slot, _, _) = emulation.next(at: due) else { return }
        seen.append(
          Delivery(number: numbers[slot] ?? -1, microseconds: due.nanoseconds / 1_000))
        emulation.release(slot)
      }
    }
    var time: UInt64 = 0
    for number in 0..<2_000 {
      time += UInt64.random(in: 0...1_200, using: &random)
      let now = Instant.zero + .microseconds(time)
      take(until: now)
      let bytes = UInt64.random(in: 20...1_500, using: &random)
      let reserved = emulation.reserve()
      let slot = try #require(reserved)
      numbers[slot] = number
      emulation.submit(
        slot, length: Int(bytes), from: EmulatedEndpoint(host: 0, port: 0),
        to: EmulatedEndpoint(host: 1, port: 0), at: now)
      if let arrival = line.arrival(of: bytes, at: time) {
        expected.append(Delivery(number: number, microseconds: arrival))
      } else {
        lost += 1
      }
    }
    take(until: .never)
    #expect(seen == expected)
    #expect(lost > 100 && emulation.counters.lost == lost)
    #expect(emulation.count == 0)
  }

  @Test(
    "loses the share that it should, equal seeds the same datagrams",
    arguments: [
      LossModel.independent(0.05),
      .bursty(
        GilbertElliott(meanGood: .milliseconds(950), meanBad: .milliseconds(50), lossInBad: 1)),
    ])
  func loss(model: LossModel) throws {
    func fates(seed: UInt64) throws -> [Bool] {
      let network = NetworkModel(hostCount: 2, seed: seed) { _, _ in
        PathModel(delay: .milliseconds(1), loss: model)
      }
      var emulation = EmulatedNetwork(network: network)
      return try (0..<100_000).map { number in
        let now = Instant.zero + .milliseconds(UInt64(number))
        while let step = emulation.next(at: now) {
          if case .delivery(let slot, _, _) = step { emulation.release(slot) }
        }
        let reserved = emulation.reserve()
        let fate = emulation.submit(
          try #require(reserved), length: 100,
          from: EmulatedEndpoint(host: 0, port: 0), to: EmulatedEndpoint(host: 1, port: 0),
          at: now)
        return fate.arrival == nil
      }
    }
    let first = try fates(seed: 3)
    #expect(try fates(seed: 3) == first)
    #expect(try fates(seed: 4) != first)
    let share = Double(first.count { $0 }) / 100_000
    #expect(0.04...0.06 ~= share, "\(share)")
  }

  @Test("delivers what was under way when it is cut, then nothing, then everything again")
  func cut() throws {
    let network = NetworkModel(hostCount: 2, seed: 1) { _, _ in
      PathModel(delay: .milliseconds(10))
    }
    var emulation = EmulatedNetwork(network: network)
    func send(at milliseconds: UInt64) throws {
      let reserved = emulation.reserve()
      emulation.submit(
        try #require(reserved), length: 100, from: EmulatedEndpoint(host: 0, port: 0),
        to: EmulatedEndpoint(host: 1, port: 0), at: .zero + .milliseconds(milliseconds))
    }
    try send(at: 0)
    emulation.network.setCut(true, from: 0, to: 1)
    try send(at: 1)
    emulation.network.heal(from: 0, to: 1)
    try send(at: 2)
    var due: [Instant] = []
    while emulation.nextDue < .never {
      due.append(emulation.nextDue)
      guard case .delivery(let slot, _, _) = emulation.next(at: .never) else { break }
      emulation.release(slot)
    }
    #expect(due == [.zero + .milliseconds(10), .zero + .milliseconds(12)])
  }
}
