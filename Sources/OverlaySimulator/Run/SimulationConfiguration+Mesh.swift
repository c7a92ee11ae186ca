import OverlayCore

extension SimulationConfiguration {
  /// The standard trial: a mesh under faults and traffic that the seed decides.
  ///
  /// - Parameters:
  ///   - seed: Decides the network, the faults, the traffic and every choice of the nodes.
  ///   - hosts: Hosts, at least five; a tenth of them join during the run.
  ///   - seconds: Length of the run, at least 20 seconds.
  ///   - plan: Instead of the seed's own faults, to re-run a part of them.
  public static func trial(
    seed: UInt64, hosts: Int = 50, seconds: UInt64 = 60, plan: FaultPlan? = nil
  ) -> SimulationConfiguration {
    precondition(hosts >= 5 && seconds >= 20, "a trial needs five hosts and twenty seconds")
    var random = SeededRandom(seed: seed)
    let network = NetworkModel.scattered(hostCount: hosts, seed: random.next(), loss: 0.002)
    let joinersFrom = hosts - hosts / 10
    let settledAt = Instant.zero + .seconds(5)
    var streams: [TestStream] = []
    for _ in 0..<min(60, hosts * 2) {
      let source = Int(random.next() % UInt64(hosts))
      let step = 1 + Int(random.next() % UInt64(hosts - 1))
      let classes = TrafficClass.allCases
      streams.append(
        TestStream(
          from: source, to: (source + step) % hosts,
          trafficClass: classes[Int(random.next() % UInt64(classes.count))],
          bytes: TestPayload.bytesMin + Int(random.next() % 1_000),
          start: .zero + .seconds(3) + .milliseconds(random.next() % 100)))
    }
    let faults = RandomFaults(
      hostCount: hosts, joinersFrom: joinersFrom, calmUntil: settledAt + .seconds(1),
      healedBy: .zero + .seconds(seconds - 10), faultsPerSecond: 3,
      targets: streams.map { .bothWays($0.source, $0.destination) })
    let drawn = faults.plan(seed: random.next())
    return SimulationConfiguration(
      seed: random.next(), network: network, plan: plan ?? drawn, duration: .seconds(seconds),
      settledAt: settledAt, absent: Set(joinersFrom..<hosts), streams: streams)
  }
}
