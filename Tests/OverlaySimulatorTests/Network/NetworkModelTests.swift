import OverlayCore
import OverlaySimulator
import Testing

@Suite struct NetworkModelTests {
  private func pair(_ model: PathModel) -> NetworkModel {
    NetworkModel(hostCount: 2, seed: 3) { _, _ in model }
  }

  @Test("a clean path delays and does nothing else")
  func clean() {
    var network = pair(PathModel(delay: .milliseconds(20)))
    let now = Instant.zero + .seconds(1)
    let fate = network.send(100, from: 0, to: 1, at: now)
    #expect(fate == .arrives(now + .milliseconds(20)))
  }

  @Test("the two directions of a pair are independent")
  func asymmetric() {
    var network = NetworkModel(hostCount: 2, seed: 3) { from, _ in
      PathModel(delay: .milliseconds(from == 0 ? 10 : 30))
    }
    var there = network.send(1, from: 0, to: 1, at: .zero)
    var back = network.send(1, from: 1, to: 0, at: .zero)
    #expect(there == .arrives(.zero + .milliseconds(10)))
    #expect(back == .arrives(.zero + .milliseconds(30)))
    network.setCut(true, from: 0, to: 1)
    there = network.send(1, from: 0, to: 1, at: .zero)
    back = network.send(1, from: 1, to: 0, at: .zero)
    #expect(there == .lost(.unreachable))
    #expect(back == .arrives(.zero + .milliseconds(30)))
  }

  @Test("jitter never reorders by itself")
  func jitterKeepsOrder() {
    var network = pair(PathModel(delay: .milliseconds(5), jitter: .milliseconds(50)))
    var last = Instant.zero
    for index in 0..<1_000 {
      let now = Instant.zero + .milliseconds(UInt64(index))
      guard case .arrives(let arrival) = network.send(64, from: 0, to: 1, at: now) else {
        Issue.record("lost on a path without loss")
        return
      }
      #expect(arrival >= last)
      #expect(arrival >= now + .milliseconds(5))
      last = arrival
    }
  }

  @Test("a reordering path lets later datagrams overtake")
  func reordering() {
    var network = pair(
      PathModel(delay: .milliseconds(5), reordering: 0.2, reorderingDelay: .milliseconds(10)))
    var arrivals: [Instant] = []
    for index in 0..<500 {
      let now = Instant.zero + .milliseconds(UInt64(index))
      if case .arrives(let arrival) = network.send(64, from: 0, to: 1, at: now) {
        arrivals.append(arrival)
      }
    }
    #expect(arrivals.count == 500)
    #expect(zip(arrivals, arrivals.dropFirst()).contains { $0 > $1 })
  }

  @Test("a duplicating path delivers some datagrams twice")
  func duplication() {
    var network = pair(PathModel(delay: .milliseconds(5), duplication: 0.1))
    var twice = 0
    for index in 0..<2_000 {
      let now = Instant.zero + .milliseconds(UInt64(index))
      if case .arrivesTwice = network.send(64, from: 0, to: 1, at: now) { twice += 1 }
    }
    #expect(150...250 ~= twice)
  }

  @Test("a bottleneck spaces datagrams out and drops what would wait too long")
  func bottleneck() {
    // 1,000 bytes at 1 Mbit/s take 8 ms.
    var network = pair(
      PathModel(
        delay: .milliseconds(10), bitsPerSecond: 1_000_000, queueMax: .milliseconds(20)))
    let fates = (0..<5).map { _ in network.send(1_000, from: 0, to: 1, at: .zero) }
    #expect(fates[0] == .arrives(.zero + .milliseconds(18)))
    #expect(fates[1] == .arrives(.zero + .milliseconds(26)))
    #expect(fates[2] == .arrives(.zero + .milliseconds(34)))
    #expect(fates[3] == .lost(.queueFull))
    let later = network.send(1_000, from: 0, to: 1, at: .zero + .milliseconds(24))
    #expect(later == .arrives(.zero + .milliseconds(42)))
  }

  @Test("a bottleneck's queue is bounded in bytes, and an idle line takes what is longer")
  func queueBytes() {
    var network = pair(
      PathModel(
        delay: .milliseconds(10), bitsPerSecond: 1_000_000, queueMax: .seconds(9),
        queueBytesMax: 2_500))
    let fates = (0..<4).map { _ in network.send(1_000, from: 0, to: 1, at: .zero) }
    #expect(fates[1] == .arrives(.zero + .milliseconds(26)))
    #expect(fates[2] == .lost(.queueFull))
    let small = network.send(500, from: 0, to: 1, at: .zero)
    #expect(small == .arrives(.zero + .milliseconds(30)))
    let long = network.send(3_000, from: 0, to: 1, at: .zero + .seconds(1))
    #expect(long == .arrives(.zero + .milliseconds(1_034)))
  }

  @Test("a path that is healed of a slow bottleneck is quick at once")
  func bottleneckChange() {
    var network = pair(PathModel(delay: .milliseconds(10)))
    network.update(from: 0, to: 1) {
      $0.bitsPerSecond = 8_000
      $0.queueMax = .seconds(60)
    }
    let slow = (0..<10).map { _ in network.send(1_000, from: 0, to: 1, at: .zero) }
    #expect(slow[9] == .arrives(.zero + .milliseconds(10_010)))
    network.heal(from: 0, to: 1)
    let quick = network.send(1_000, from: 0, to: 1, at: .zero + .seconds(1))
    #expect(quick == .arrives(.zero + .milliseconds(1_010)))
  }

  @Test("what is longer than the path carries does not arrive, and disturbs nothing")
  func mtu() {
    var network = pair(PathModel(delay: .milliseconds(10), mtu: 1_300))
    let fates = [1_301, 1_300].map { network.send($0, from: 0, to: 1, at: .zero) }
    #expect(fates == [.lost(.tooBig), .arrives(.zero + .milliseconds(10))])
  }

  @Test("a host's own line takes its share on every path of the host")
  func accessLoss() {
    var network = NetworkModel(hostCount: 3, seed: 5) { _, _ in PathModel(delay: .zero) }
    network.setAccess(AccessModel(outward: .independent(0.5)), of: 0)
    var lost = [0, 0, 0]
    for _ in 0..<1_000 {
      if case .lost(.access) = network.send(1, from: 0, to: 1, at: .zero) { lost[0] += 1 }
      if case .lost(.access) = network.send(1, from: 0, to: 2, at: .zero) { lost[1] += 1 }
      if case .lost = network.send(1, from: 1, to: 2, at: .zero) { lost[2] += 1 }
    }
    #expect(430...570 ~= lost[0])
    #expect(430...570 ~= lost[1])
    #expect(lost[2] == 0)
    #expect(abs(network.meanLoss(from: 0, to: 1) - 0.5) < 1e-9)
  }

  @Test("a partition separates its part from all others and uniting ends it")
  func partition() {
    var network = NetworkModel(hostCount: 4, seed: 5) { _, _ in PathModel(delay: .zero) }
    network.apply(.partition([0, 1]))
    #expect(network.reaches(from: 0, to: 1))
    #expect(network.reaches(from: 2, to: 3))
    #expect(!network.reaches(from: 1, to: 2))
    #expect(!network.reaches(from: 3, to: 0))
    network.apply(.unite)
    #expect(network.reaches(from: 1, to: 2))
  }

  @Test("healing gives back the model that the path started with")
  func heal() {
    let original = PathModel(delay: .milliseconds(7), loss: .independent(0.01))
    var network = pair(original)
    network.apply(.loss(.bothWays(0, 1), .independent(0.5)))
    network.apply(.delay(.oneWay(0, 1), .milliseconds(90)))
    network.apply(.cut(.oneWay(0, 1)))
    #expect(network.path(from: 0, to: 1).delay == .milliseconds(90))
    #expect(network.path(from: 1, to: 0).loss == .independent(0.5))
    network.apply(.heal(.bothWays(0, 1)))
    #expect(network.path(from: 0, to: 1) == original)
    #expect(network.path(from: 1, to: 0) == original)
    #expect(network.reaches(from: 0, to: 1))
  }

  @Test("equal seeds give equal fates, and a fault on one path leaves the luck of others alone")
  func determinism() {
    func fates(cutting: Bool) -> [Fate] {
      var network = NetworkModel.scattered(hostCount: 5, seed: 42, loss: 0.2)
      network.setCut(cutting, from: 0, to: 1)
      return (0..<500).map { index in
        let now = Instant.zero + .milliseconds(UInt64(index))
        _ = network.send(100, from: 0, to: 1, at: now)
        return network.send(100, from: 2, to: 3, at: now)
      }
    }
    #expect(fates(cutting: false) == fates(cutting: false))
    #expect(fates(cutting: false) == fates(cutting: true))
  }

  @Test("random meshes offer quicker relays to a fair share of pairs, but not to most")
  func randomMesh() {
    var better = 0
    var pairs = 0
    for seed in 1...5 as ClosedRange<UInt64> {
      let network = NetworkModel.scattered(hostCount: 30, seed: seed)
      let oracle = PathOracle(count: 30) {
        network.path(from: $0, to: $1).delay.inMilliseconds
          + network.path(from: $1, to: $0).delay.inMilliseconds
      }
      for from in 0..<30 {
        for to in 0..<30 where from != to {
          pairs += 1
          if let best = oracle.best(from: from, to: to), best.relay != nil { better += 1 }
        }
      }
    }
    let share = Double(better) / Double(pairs)
    #expect(0.2...0.7 ~= share, "\(share) of all pairs have a quicker relay")
  }
}
