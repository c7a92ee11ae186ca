import OverlayCore

/// One run of a scenario under way: its network, and what has been found so far.
public struct ScenarioRun: ~Copyable {
  let job: ScenarioJob
  /// The network.
  public var simulation: ScaleSimulation
  var random: SeededRandom
  var result: ScenarioResult
  var traffic = PacketLedger()
  var flowsPerSecond = 0
  /// What owners of records said; nil while nobody publishes.
  var book: RecordBook?
  /// The spells that come and go.
  var weather = Weather()
  private var flowNumber: UInt64 = 0
  /// Told what is going on, for people.
  let progress: @Sendable (String) -> Void

  /// A run that has not begun.
  ///
  /// - Throws: ``TopologyError`` when the network cannot be built.
  public init(
    _ job: ScenarioJob, progress: @escaping @Sendable (String) -> Void
  ) throws(TopologyError) {
    self.job = job
    self.progress = progress
    random = SeededRandom(seed: job.seed)
    let underlay = try job.settings.underlay(seed: random.next(), runSeed: job.seed)
    simulation = ScaleSimulation(
      ScaleConfiguration(seed: random.next(), node: job.settings.node), underlay: underlay)
    result = ScenarioResult(name: job.name)
  }

  /// Makes the whole run.
  public mutating func run() -> ScenarioResult {
    result.measures.append(ScenarioMeasure("nodes", Double(job.settings.nodes)))
    for phase in job.phases {
      perform(phase)
      let seconds = Int(simulation.now.nanoseconds / 1_000_000_000)
      progress(
        "\(job.name): \(phase.words), \(simulation.running) nodes at \(seconds) s, "
          + "\(simulation.tally.events) events")
    }
    return finish()
  }

  private mutating func perform(_ phase: ScenarioPhase) {
    switch phase {
    case .join(let count, let wave): join(count, wave: wave)
    case .quiet(let interval): advance(by: interval)
    case .kill(let count): for host in draw(count) { simulation.crash(host) }
    case .leave(let count): for host in draw(count) { simulation.leave(host) }
    case .churn(let duration, let step, let life): churn(duration, step: step, meanLife: life)
    case .flows(let perSecond): flowsPerSecond = perSecond
    case .failLinks(let share): failLinks(share)
    case .healLinks: healLinks()
    case .partition(let parts): partition(parts)
    case .loss(let share): setLoss(share)
    case .adversity(let duration): adversity(duration)
    case .measureTraffic(let duration): measureTraffic(duration)
    case .measureTables(let sample): measureTables(localityOf: sample)
    case .measureLookups(let count): measureLookups(count)
    case .measureReachability(let shares, let pairs): measureReachability(shares, pairs: pairs)
    case .measureSwitching(let samples): measureSwitching(samples: samples)
    case .measureMetrics(let duration): measureMetrics(duration)
    case .measurePolicies(let runs): measurePolicies(runs: runs)
    case .measureMultipath(let flows): measureMultipath(flows: flows)
    case .measureParity(let cuts): measureParity(cuts: cuts)
    case .records(let lifetime): keepRecords(lifetime: lifetime)
    case .measureRecords: measureRecords()
    case .measureRootCrashes(let count): measureRootCrashes(count)
    case .floodRecords(let duration): floodRecords(duration)
    case .floodJoins(let duration): floodJoins(duration)
    case .weather(let rule): addWeather(rule)
    case .measureStreams(let study): measureStreams(study)
    case .measureReplay(let study): measureReplay(study)
    case .measureRelayGain: measureRelayGain()
    case .measureEstimators: measureEstimators()
    }
  }

  private mutating func finish() -> ScenarioResult {
    record(simulation.takeOutcomes())
    noteRecords()
    if traffic.hasPackets { result.series.append(traffic.series) }
    result.measures += traffic.measures
    result.measures.append(ScenarioMeasure("violations", Double(simulation.violations.count)))
    result.accounts += simulation.violations.map(\.description)
    result.trace.combine(simulation.trace.value)
    result.events += simulation.tally.events
    return result
  }

  mutating func note(_ name: String, _ value: Double) {
    result.measures.append(ScenarioMeasure(name, value))
  }

  /// Lets time pass while test packets flow.
  mutating func advance(by interval: Interval) {
    let end = simulation.now + interval
    while simulation.now < end {
      let slice = min(Interval.seconds(1), end - simulation.now)
      tendWeather()
      sendPackets(during: slice)
      record(simulation.takeOutcomes())
      tendRecords()
    }
  }

  private mutating func sendPackets(during slice: Interval) {
    let end = simulation.now + slice
    guard flowsPerSecond > 0 else { return simulation.advance(to: end) }
    let joined = simulation.joinedHosts
    traffic.noteNodes(simulation.running, at: simulation.now)
    let spacing = Interval(nanoseconds: 1_000_000_000 / UInt64(flowsPerSecond))
    while simulation.now < end {
      if joined.count > 1 {
        let source = joined[Int(random.next() % UInt64(joined.count))]
        let destination = joined[Int(random.next() % UInt64(joined.count))]
        flowNumber += 1
        simulation.send(from: source, to: destination, flow: flowNumber)
      }
      simulation.advance(to: min(end, simulation.now + spacing))
    }
  }

  private mutating func record(_ outcomes: [TestPacket]) {
    for packet in outcomes
    where packet.isDelivered || simulation.isRunning(packet.destination) {
      traffic.add(packet)
    }
  }

  /// That many of the hosts on which a node runs.
  mutating func draw(_ count: Int) -> [Int] {
    Array(simulation.runningHosts.shuffled(using: &random).prefix(count))
  }
}
