import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("the control of the queue before the daemon")
struct QueueControlTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  /// A control that saw the same delay for a second.
  private func control(after delay: Interval) -> QueueControl {
    var control = QueueControl()
    for number in 0..<200 {
      control.observe(delay, now: start + .milliseconds(5 * UInt64(number)))
    }
    return control
  }

  @Test("nobody is told anything while the queue is as short as wanted")
  func short() {
    var control = control(after: .microseconds(900))
    #expect(control.share == 0)
    let signals = (0..<100_000).contains { _ in control.nextSignals(payloadBytes: 1_300) }
    #expect(!signals)
  }

  @Test("of a queue that stays long one bulk packet in fifty is told, and never a small one")
  func long() {
    var control = control(after: .milliseconds(20))
    #expect((0.0199...0.02001).contains(control.share))
    var large = 0
    for _ in 0..<5_000 where control.nextSignals(payloadBytes: 1_300) { large += 1 }
    #expect((98...101).contains(large))
    let small = (0..<5_000).contains { _ in control.nextSignals(payloadBytes: 511) }
    #expect(!small)
  }

  @Test("what was long before a silence is forgotten")
  func silence() {
    var control = control(after: .milliseconds(20))
    control.observe(.zero, now: start + .seconds(3))
    #expect(control.share == 0)
  }

  /// Transfers that halve their window when they are told and add a packet to it in each round trip
  /// otherwise, over a server that takes so many packets a second; steps of a millisecond.
  private struct Transfers {
    var windows: [Double]
    let rate: Double
    let roundTrip: Double
    var control = QueueControl()
    /// Since each was told last: once in a round trip is enough.
    var told: [Double]

    init(_ count: Int, rate: Double, roundTrip: Double) {
      windows = Array(repeating: 10, count: count)
      told = Array(repeating: 1, count: count)
      self.rate = rate
      self.roundTrip = roundTrip
    }

    /// One millisecond; the queue's delay and the share of the server's time that is used.
    mutating func step(_ now: Instant) -> (delay: Double, used: Double) {
      let total = windows.reduce(0, +)
      let delay = max(0, total / rate - roundTrip)
      let round = roundTrip + delay
      control.observe(Interval(nanoseconds: UInt64(delay * 1e9)), now: now)
      for index in windows.indices {
        told[index] += 0.001
        let packets = Int(windows[index] / round * 0.001)
        var isTold = false
        for _ in 0..<packets where control.nextSignals(payloadBytes: 1_300) { isTold = true }
        if isTold, told[index] > round {
          windows[index] = max(windows[index] / 2, 2)
          told[index] = 0
        } else {
          windows[index] += 0.001 / round
        }
      }
      return (delay, min(1, total / rate / roundTrip))
    }
  }

  @Test(
    "transfers settle at a short queue and a busy server",
    arguments: [(1, 0.002), (8, 0.002), (8, 0.010), (30, 0.005)])
  func settles(count: Int, roundTrip: Double) {
    var transfers = Transfers(count, rate: 500_000, roundTrip: roundTrip)
    var delays: [Double] = []
    var used = 0.0
    for millisecond in 0..<40_000 {
      let (delay, share) = transfers.step(start + .milliseconds(UInt64(millisecond)))
      guard millisecond >= 20_000 else { continue }
      delays.append(delay)
      used += share / 20_000
    }
    delays.sort()
    #expect(delays[delays.count / 2] < 0.003)
    #expect(delays[delays.count * 99 / 100] < 0.010)
    #expect(used > 0.75)
  }
}
