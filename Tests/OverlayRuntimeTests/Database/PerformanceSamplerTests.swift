import OverlayDatabase
import Testing

@testable import OverlayCore
@testable import OverlayRuntime

@Suite("the sampling of links")
struct PerformanceSamplerTests {
  private let beta = NodeID(2)

  private func link(
    _ number: UInt16 = 0, to neighbour: UInt128 = 2, state: LinkState = .up,
    milliseconds: UInt64 = 10,
    loss: Double = 0, sent: UInt64 = 0, received: UInt64 = 0
  ) -> LinkReport {
    var counters = LinkCounters()
    (counters.dataBytesSent, counters.dataBytesReceived) = (sent, received)
    return LinkReport(
      link: LinkID(number), neighbour: NodeID(neighbour), role: .member,
      quality: LinkQuality(
        state: state, roundTrip: .milliseconds(milliseconds), variation: .milliseconds(1),
        forwardLoss: loss, reverseLoss: 0),
      isSizeFound: false, stateSince: .zero, beaconInterval: .seconds(1), counters: counters)
  }

  private func name(_ node: NodeID) -> String { node == beta ? "beta" : "other" }

  private func samples(_ batch: SampleBatch?, _ metric: String) -> [Double]? {
    batch?.series.first { $0.remote == "beta" && $0.metric == metric }?.samples
  }

  @Test("a window holds what was seen between two whole multiples of its length")
  func window() throws {
    var sampler = PerformanceSampler(windowSeconds: 10)
    for second in UInt64(100)..<110 {
      let batch = sampler.look(
        at: [link(milliseconds: second)], now: .zero + .seconds(second), unixSeconds: second,
        name: name)
      #expect(batch == nil)
    }
    let ended = sampler.look(
      at: [link()], now: .zero + .seconds(110), unixSeconds: 110, name: name)
    let batch = try #require(ended)
    #expect((batch.start, batch.seconds) == (100, 10))
    #expect(samples(batch, "rtt") == (100..<110).map(Double.init))
    #expect(samples(batch, "jitter") == Array(repeating: 1, count: 10))
    #expect(samples(batch, "loss-out") == Array(repeating: 0, count: 10))
    #expect(samples(batch, "bytes-in") == nil)
    #expect(samples(batch, "down") == nil)
  }

  @Test("of several links the best counts, and the bytes of all")
  func severalLinks() throws {
    var sampler = PerformanceSampler(windowSeconds: 60)
    for (second, bytes) in [(UInt64(60), UInt64(0)), (61, 1_000), (63, 2_000)] {
      _ = sampler.look(
        at: [
          link(0, state: .suspect, milliseconds: 1, sent: bytes),
          link(1, milliseconds: 30, loss: 0.5, sent: bytes, received: 2 * bytes),
          link(2, milliseconds: 20, loss: 0.5),
        ], now: .zero + .seconds(second), unixSeconds: second, name: name)
    }
    let last = sampler.finish(name: name)
    let batch = try #require(last)
    #expect(samples(batch, "rtt") == [20, 20, 20])
    #expect(samples(batch, "bytes-out") == [1_000, 500])
    #expect(samples(batch, "bytes-in") == [2_000, 1_000])
  }

  @Test("time without a link and changes are kept, and nothing is made up meanwhile")
  func down() throws {
    var sampler = PerformanceSampler(windowSeconds: 60)
    _ = sampler.look(at: [link()], now: .zero + .seconds(60), unixSeconds: 60, name: name)
    sampler.note(beta, .suspect)
    sampler.note(beta, .down)
    _ = sampler.look(
      at: [link(state: .down)], now: .zero + .seconds(61), unixSeconds: 61, name: name)
    let last = sampler.finish(name: name)
    let batch = try #require(last)
    #expect(samples(batch, "down") == [0, 1])
    #expect(samples(batch, "changes") == [1, 0])
    #expect(samples(batch, "rtt") == [10])
  }

  @Test("memory does not grow with time, flaps or neighbours")
  func bounds() throws {
    var sampler = PerformanceSampler(windowSeconds: 3_600)
    for _ in 0..<10_000 { sampler.note(beta, .down) }
    for second in UInt64(0)..<200 {
      _ = sampler.look(
        at: [link()], now: .zero + .seconds(second), unixSeconds: 3_600 + second, name: name)
    }
    for node in UInt128(0)..<2_000 { sampler.note(NodeID(node), .up) }
    let last = sampler.finish(name: name)
    let batch = try #require(last)
    for series in batch.series { #expect(series.samples.count <= 600) }
    #expect(samples(batch, "rtt")?.count == RuntimeLimits.samplesPerWindow)
    #expect(
      batch.series.count(where: { $0.metric == "changes" }) <= RuntimeLimits.sampledNeighbours)
    #expect(sampler.dueAt == Instant.zero + .seconds(199 + 60))
  }

  @Test("whoever is a neighbour no more is forgotten, and a wall clock may jump")
  func gone() throws {
    var sampler = PerformanceSampler(windowSeconds: 10)
    _ = sampler.look(at: [link()], now: .zero, unixSeconds: 1_000, name: name)
    let first = sampler.look(at: [], now: .zero + .seconds(1), unixSeconds: 500, name: name)
    #expect(first?.start == 1_000)
    let second = sampler.look(at: [], now: .zero, unixSeconds: 520, name: name)
    #expect(second == nil)
    let last = sampler.finish(name: name)
    #expect(last == nil)
  }
}
