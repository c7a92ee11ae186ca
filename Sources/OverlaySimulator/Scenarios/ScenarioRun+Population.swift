import OverlayCore

// Nodes come and go.

extension ScenarioRun {
  /// Starts nodes in waves, then waits until they have joined or a minute and a half is over.
  mutating func join(_ count: Int?, wave: Double) {
    let vacant = (0..<job.settings.nodes).filter { !simulation.isRunning($0) }
    var waiting = vacant.prefix(count ?? vacant.count)
    let before = simulation.now
    if job.settings.plane == .mesh {
      simulation.startMesh(Array(waiting))
      return advance(by: .seconds(5))
    }
    if simulation.running == 0, let first = waiting.popFirst() {
      simulation.start(first, through: [])
    }
    while !waiting.isEmpty {
      let share = Double(simulation.running) * wave
      let size = share >= Double(waiting.count) ? waiting.count : max(1, Int(share))
      for host in waiting.prefix(size) { simulation.start(host) }
      waiting = waiting.dropFirst(size)
      advance(by: .seconds(1))
    }
    let end = simulation.now + .seconds(90)
    while simulation.joinedHosts.count < simulation.running, simulation.now < end {
      advance(by: .seconds(1))
    }
    let counters = simulation.prefixCounters
    note(
      "limited",
      Double(
        counters.limitedRequests + counters.limitedSummaries + counters.limitedAnnouncements
          + counters.limitedHearsay + counters.limitedRelayNotes
          + counters.misplacedAnnouncements))
    note("joined", Double(simulation.joinedHosts.count))
    note("join-seconds", (simulation.now - before).inSeconds)
  }

  /// At each step some of those who are there go, half of them without a word, and as many come.
  mutating func churn(_ duration: Interval, step: Interval, meanLife: Interval) {
    let population = simulation.running
    guard population > 1, population < job.settings.nodes else { return advance(by: duration) }
    let process = ChurnProcess(
      meanStay: meanLife, population: population, of: job.settings.nodes, step: step,
      crashShare: 0.5)
    let end = simulation.now + duration
    let events = process.events(
      present: (0..<job.settings.nodes).map { simulation.isRunning($0) },
      from: simulation.now, until: end, seed: random.next())
    for event in events {
      advance(by: event.time - simulation.now)
      switch event.kind {
      case .join: simulation.start(event.host)
      case .leave: simulation.leave(event.host)
      case .crash: simulation.crash(event.host)
      }
    }
    advance(by: end - simulation.now)
  }
}
