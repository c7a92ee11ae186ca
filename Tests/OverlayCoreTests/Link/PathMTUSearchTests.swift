import Testing

@testable import OverlayCore

@Suite("A search for a path's MTU")
struct PathMTUSearchTests {
  /// A path on which a search is run: what is larger than `carries` vanishes, and a beacon goes and
  /// comes back every 30 ms.
  private struct Path {
    var search: PathMTUSearch
    var carries: Int
    var now = Instant(nanoseconds: 1_000_000_000)
    var roundTrip = Interval.milliseconds(20)
    var passes = true
    var loss = 0.0
    var random = SeededRandom(seed: 1)
    var probes: [Int] = []
    var limits: [Int] = []
    private var answers: [(due: Instant, bytes: Int)] = []

    init(carries: Int, mtu: Int = 1_500, headerBytes: Int = 28) {
      search = PathMTUSearch(mtu: mtu, headerBytes: headerBytes)
      self.carries = carries
    }

    mutating func run(for interval: Interval) {
      let end = now + interval
      while now < end {
        now = now + .milliseconds(30)
        for answer in answers where answer.due <= now { search.acknowledge(answer.bytes, now: now) }
        answers.removeAll { $0.due <= now }
        let confirmed = passes ? Instant(nanoseconds: now.nanoseconds - 25_000_000) : .zero
        while let bytes = search.next(
          now: now, confirmed: confirmed, timeout: .milliseconds(40))
        {
          probes.append(bytes)
          if passes, bytes <= carries, !random.chance(loss) {
            answers.append((now + roundTrip, bytes))
          }
        }
        limits.append(search.limit)
      }
    }
  }

  @Test("takes one probe where the ceiling gets through", arguments: [28, 48])
  func ceiling(headerBytes: Int) {
    var path = Path(carries: 9_000, headerBytes: headerBytes)
    path.run(for: .seconds(60))
    #expect(path.probes == [1_500 - headerBytes])
    #expect(path.search.limit == 1_500 - headerBytes)
    #expect(path.search.phase == .found)
  }

  @Test("finds every size to within a step, and never says more than what gets through")
  func everySize() {
    for carries in stride(from: 1_200, through: 1_480, by: 1) {
      var path = Path(carries: carries)
      path.run(for: .seconds(5))
      let truth = min(carries, 1_472)
      #expect(path.search.phase == .found)
      #expect(truth - path.search.limit < PathMTUSearch.stepBytes, "carries \(carries)")
      #expect(path.search.limit <= truth)
      #expect(path.probes.count <= 45, "\(path.probes.count) probes for \(carries)")
    }
  }

  @Test("is exact for the sizes of common paths", arguments: [28, 48])
  func exact(headerBytes: Int) {
    for mtu in [1_500, 1_492, 1_480, 1_420, 1_400, 1_300, 1_280] {
      var path = Path(carries: mtu - headerBytes, headerBytes: headerBytes)
      path.run(for: .seconds(5))
      #expect(path.search.limit == mtu - headerBytes)
    }
  }

  @Test("knows a size that works within five beacons of the first probe")
  func speed() {
    var path = Path(carries: 1_272)
    path.run(for: .milliseconds(180))
    #expect(path.search.limit == 1_252)
    #expect(path.limits.allSatisfy { $0 >= 1_252 })
  }

  @Test("finds jumbo frames where they are looked for")
  func jumbo() {
    var path = Path(carries: 4_000, mtu: 9_000)
    path.run(for: .seconds(8))
    #expect(path.search.limit == 4_000)
    path = Path(carries: 9_000, mtu: 9_000)
    path.run(for: .seconds(1))
    #expect(path.search.limit == 8_972)
  }

  @Test("is not misled by a path that loses one packet in five")
  func loss() {
    var right = 0
    for seed in 1...50 as ClosedRange<UInt64> {
      var path = Path(carries: 1_372)
      path.loss = 0.2
      path.random = SeededRandom(seed: seed)
      path.run(for: .seconds(10))
      #expect(path.search.limit <= 1_372)
      if path.search.limit >= 1_364 { right += 1 }
    }
    #expect(right >= 45, "\(right) of 50")
  }

  @Test("concludes nothing while the path carries nothing at all")
  func silence() {
    var path = Path(carries: 1_472)
    path.passes = false
    path.run(for: .seconds(30))
    #expect(path.probes.count == 1)
    #expect(path.search.limit == 1_472)
    path.passes = true
    path.run(for: .seconds(1))
    #expect(path.search.phase == .found)
    #expect(path.search.limit == 1_472)
  }

  @Test("waits out a queue: a late answer is an answer")
  func lateAnswers() {
    var path = Path(carries: 1_472)
    path.roundTrip = .milliseconds(900)
    path.run(for: .seconds(20))
    #expect(path.search.limit == 1_472)
  }

  @Test("notices in ten minutes that a path has grown, for three probes if it has not")
  func raise() {
    var path = Path(carries: 1_372)
    path.run(for: .seconds(5))
    let before = path.probes.count
    path.run(for: .seconds(598))
    #expect(path.probes.count == before + 3)
    path.carries = 1_472
    path.run(for: .seconds(604))
    #expect(path.search.limit == 1_472)
    #expect(path.probes.count == before + 5)
    #expect(path.limits.suffix(20_000).allSatisfy { $0 >= 1_372 })
  }

  @Test("that is told of missing frames finds what a shrunken path carries within half a second")
  func blackHole() {
    var path = Path(carries: 1_472)
    path.run(for: .seconds(5))
    path.carries = 1_300
    path.search.doubt(now: path.now)
    path.run(for: .milliseconds(500))
    #expect(path.search.limit <= 1_300)
    #expect(path.search.limit >= 1_252)
    path.run(for: .seconds(3))
    #expect(path.search.limit == 1_300)
  }

  @Test("that is told of missing frames for nothing costs one probe a second")
  func idleDoubt() {
    var path = Path(carries: 1_472)
    path.run(for: .seconds(2))
    let before = path.probes.count
    for _ in 0..<100 {
      path.search.doubt(now: path.now)
      path.run(for: .milliseconds(90))
    }
    #expect(8...10 ~= path.probes.count - before)
    #expect(path.limits.allSatisfy { $0 == 1_472 })
  }

  @Test("believes no answer about a size that it would not probe")
  func hostileAnswers() {
    var path = Path(carries: 1_252)
    path.search.acknowledge(1_472, now: path.now)
    path.run(for: .seconds(3))
    path.search.acknowledge(60_000, now: path.now)
    path.search.acknowledge(0, now: path.now)
    path.search.acknowledge(-1, now: path.now)
    #expect(path.search.limit == 1_252)
  }
}
