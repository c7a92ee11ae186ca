import OverlayCore

extension RandomFaults {
  /// A plan in the making: who is away and which partition holds until when, so that no event
  /// contradicts another.
  struct Draft {
    let faults: RandomFaults
    var random: SeededRandom
    private var events: [FaultEvent] = []
    private var busyUntil: [Instant]
    private var partitionUntil = Instant.zero
    /// When hosts join that were not there before.
    private var newcomers: [Instant] = []

    init(faults: RandomFaults, random: SeededRandom) {
      self.faults = faults
      self.random = random
      busyUntil = Array(repeating: .zero, count: faults.hostCount)
    }

    mutating func draw() -> FaultPlan {
      for host in faults.joinersFrom..<max(faults.joinersFrom, faults.hostCount) {
        let time = instant(between: faults.calmUntil, and: faults.healedBy)
        events.append(FaultEvent(time, .join(host)))
        newcomers.append(time)
        // Until it has joined, and a little longer, no other fate befalls it.
        busyUntil[host] = time + .seconds(5)
      }
      var time = faults.calmUntil
      let mean = 1_000 / faults.faultsPerSecond
      while true {
        time = time + .milliseconds(1 + UInt64(2 * mean * random.fraction()))
        guard time < faults.healedBy else { break }
        strike(at: time)
      }
      return FaultPlan(events)
    }

    private mutating func strike(at time: Instant) {
      switch random.next() % 100 {
      case 0..<30: cut(at: time)
      case 30..<45: loss(at: time)
      case 45..<60: delay(at: time)
      case 60..<70: flap(at: time)
      case 70..<85: crash(at: time)
      case 85..<90: leave(at: time)
      case 90..<95: partition(at: time)
      default: readdress(at: time)
      }
    }

    private mutating func cut(at time: Instant) {
      let path = path()
      events.append(FaultEvent(time, .cut(path)))
      events.append(FaultEvent(end(after: time, most: 15_000), .heal(path)))
    }

    private mutating func loss(at time: Instant) {
      let path = path()
      let loss: LossModel =
        random.chance(0.5)
        ? .independent(round(0.05 + 0.45 * random.fraction()))
        : .bursty(
          GilbertElliott(
            meanGood: .milliseconds(500 + random.next() % 3_000),
            meanBad: .milliseconds(50 + random.next() % 500), lossInBad: 0.8))
      events.append(FaultEvent(time, .loss(path, loss)))
      events.append(FaultEvent(end(after: time, most: 15_000), .heal(path)))
    }

    private mutating func delay(at time: Instant) {
      let path = path()
      let delay = Interval.milliseconds(1 + random.next() % 250)
      events.append(FaultEvent(time, .delay(path, delay)))
      events.append(FaultEvent(end(after: time, most: 15_000), .heal(path)))
    }

    private mutating func flap(at time: Instant) {
      let period = Interval.milliseconds(200 + random.next() % 3_000)
      let room = (faults.healedBy - time).nanoseconds / max(1, period.nanoseconds)
      let times = min(room, 1 + random.next() % 6)
      guard times > 0 else { return }
      events.append(FaultEvent(time, .flap(path(), period: period, times: Int(times))))
    }

    private mutating func crash(at time: Instant) {
      guard let host = idleHost(at: time) else { return }
      let back = end(after: time, most: 20_000)
      events.append(FaultEvent(time, .crash(host)))
      events.append(FaultEvent(back, .restart(host)))
      busyUntil[host] = back + .seconds(1)
    }

    private mutating func leave(at time: Instant) {
      guard let host = idleHost(at: time) else { return }
      let back = end(after: time, most: 20_000)
      events.append(FaultEvent(time, .leave(host)))
      events.append(FaultEvent(back, .join(host)))
      busyUntil[host] = back + .seconds(1)
    }

    private mutating func partition(at time: Instant) {
      guard time >= partitionUntil, !newcomers.contains(where: { isFresh($0, at: time) }) else {
        return
      }
      let share = 0.1 + 0.4 * random.fraction()
      let hosts = (0..<faults.hostCount).filter { _ in random.chance(share) }
      partitionUntil = end(after: time, most: 8_000)
      events.append(FaultEvent(time, .partition(hosts)))
      events.append(FaultEvent(partitionUntil, .unite))
    }

    /// Whether a newcomer has joined so lately that it knows only the few who introduced it: cut
    /// off from all of them it would be alone, and nobody could be blamed.
    private func isFresh(_ joined: Instant, at time: Instant) -> Bool {
      joined <= time && time - joined < .seconds(3)
    }

    private mutating func readdress(at time: Instant) {
      guard let host = idleHost(at: time) else { return }
      events.append(FaultEvent(time, .readdress(host)))
      busyUntil[host] = time + .seconds(5)
    }

    // MARK: - Draws

    private mutating func path() -> PathSelection {
      if !faults.targets.isEmpty, random.chance(0.6) {
        var path = faults.targets[Int(random.next() % UInt64(faults.targets.count))]
        path.isBothWays = random.chance(0.6)
        return path
      }
      let first = Int(random.next() % UInt64(faults.hostCount))
      let step = 1 + Int(random.next() % UInt64(faults.hostCount - 1))
      let second = (first + step) % faults.hostCount
      return random.chance(0.6) ? .bothWays(first, second) : .oneWay(first, second)
    }

    /// A host other than 0 that nothing else is happening to; nil when the draw hits a busy one.
    private mutating func idleHost(at time: Instant) -> Int? {
      let host = 1 + Int(random.next() % UInt64(faults.hostCount - 1))
      return busyUntil[host] <= time ? host : nil
    }

    private mutating func end(after time: Instant, most milliseconds: UInt64) -> Instant {
      min(time + .milliseconds(500 + random.next() % milliseconds), faults.healedBy)
    }

    private mutating func instant(between first: Instant, and last: Instant) -> Instant {
      let milliseconds = max(1, (last - first).nanoseconds / 1_000_000)
      return first + .milliseconds(random.next() % milliseconds)
    }

    /// Two decimals: plans are read by people.
    private func round(_ fraction: Double) -> Double {
      (fraction * 100).rounded() / 100
    }
  }
}
