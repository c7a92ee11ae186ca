// Whether the link may carry traffic: suspicion from silence, proof before an up.

extension Link {
  mutating func measureLoss(_ beacon: Beacon, now: Instant) {
    let lost = forwardLoss.report(
      sent: framesSent(through: beacon.highestCounter), arrived: beacon.receivedCount,
      window: profile.value.lossWindow, gain: profile.value.lossGain)
    if lost > 0, hasSentLarge {
      sizes.doubt(now: now)
      hasSentLarge = false
    }
    reverseLoss.report(
      sent: framesToCome, arrived: receivedCount, window: profile.value.lossWindow,
      gain: profile.value.lossGain)
  }

  /// Counts one confirmed beacon towards the proof that brings the link up.
  mutating func prove(_ beacon: Beacon, now: Instant) {
    if goodBeacons == 0 {
      goodSince = now
      // The outage's losses are not counted, those before are kept: docs/decisions/0008.
      forwardLoss.restart(
        sent: framesSent(through: beacon.highestCounter), arrived: beacon.receivedCount)
      reverseLoss.restart(sent: framesToCome, arrived: receivedCount)
    } else {
      measureLoss(beacon, now: now)
    }
    goodBeacons += 1
    if state == .down, damper.failures > 0 {
      state = .suspect
      stateSince = now
    }
    guard isProven, goodBeacons >= profile.value.proofBeacons,
      now - goodSince >= damper.proof(profile.value)
    else {
      return
    }
    enter(.up, now: now)
  }

  /// When ``check(now:)`` should next be called. Changes nothing: through an `inout`, Swift 6.3 reads
  /// the link where it is, and would copy all of it otherwise. What this calls does the same.
  @inline(__always)
  mutating func nextCheck(at now: Instant) -> Instant {
    switch state {
    case .up: min(hearingDeadline, confirmingDeadline)
    case .suspect: min(givingUpDeadline, provingDeadline)
    case .down: provingDeadline
    }
  }

  /// Judges silence; returns whether an additional beacon, asking for an answer, is due now.
  mutating func check(now: Instant) -> Bool {
    if provingDeadline <= now { goodBeacons = 0 }
    switch state {
    case .up:
      if confirmingDeadline <= now {
        enter(.suspect, now: now)
        return true
      }
      guard hearingDeadline <= now else { return false }
      if polls >= profile.value.pollsMax {
        enter(.suspect, now: now)
      } else {
        polls += 1
        lastPoll = now
      }
      return true
    case .suspect:
      if givingUpDeadline <= now { enter(.down, now: now) }
      return false
    case .down:
      return false
    }
  }

  /// Ends the link's service at once: its neighbour said farewell or its session is gone.
  mutating func fail(now: Instant) {
    if state != .down { enter(.down, now: now) }
  }

  /// When silence calls for the next probe or, after the last one, for suspicion.
  ///
  /// A neighbour that we asked to beacon as fast as we would probe needs no time to answer: its
  /// next beacon is due anyhow.
  @inline(__always)
  private var hearingDeadline: Instant {
    mutating get {
      guard polls > 0 else { return lastHeard + permittedSilence + slack }
      let isSpontaneous =
        neighbourInterval <= profile.value.pollSpacing * 2 && isActive(at: lastPoll)
      let answer = isSpontaneous || polls < profile.value.pollsMax ? .zero : roundTrip.timeout
      return lastPoll + profile.value.pollSpacing + answer
    }
  }

  /// How long the neighbour may be silent: as long as it announced, except that one which was asked
  /// for the pace of a used link must take it up within a round trip. Whatever it sent before it
  /// was asked would else buy it the silence of its idle pace, and a path that dies in just that
  /// moment would swallow seconds of traffic.
  @inline(__always)
  var permittedSilence: Interval {
    let announced = neighbourInterval.scaled(by: 1 + 1.5 * profile.value.jitter)
    guard isActive(at: lastBeaconSent), profile.value.activeInterval < profile.value.idleInterval
    else {
      return announced
    }
    return min(announced, profile.value.activeInterval * 2 + roundTrip.timeout)
  }

  /// Whether echoes are late enough to believe a neighbour that says it hears nothing of us: it
  /// notices our silence sooner than we can tell lost beacons from lost echoes.
  @inline(__always)
  func isUnheard(at now: Instant) -> Bool {
    firstUnconfirmed != .never
      && now - firstUnconfirmed > profile.value.pollSpacing * 2 + roundTrip.smoothed
  }

  /// When a beacon of ours has been left without an echo for too long: three more than silence
  /// is allowed, because here either direction's losses count.
  @inline(__always)
  private var confirmingDeadline: Instant {
    mutating get {
      guard firstUnconfirmed != .never else { return .never }
      let reporting = neighbourInterval.scaled(by: 1 + 1.5 * profile.value.jitter)
      let spacing = max(profile.value.pollSpacing, lastBeaconInterval)
      return firstUnconfirmed + spacing * UInt64(profile.value.pollsMax + 3) + reporting
        + roundTrip.timeout + slack
    }
  }

  /// What the echo rule waits for between our own beacons: on an idle link they are far apart.
  @inline(__always)
  private var lastBeaconInterval: Interval {
    let now = lastBeaconSent
    return beaconInterval(at: now)
  }

  /// When a suspect link that confirms nothing is down. A long proof is no reason.
  @inline(__always)
  private var givingUpDeadline: Instant {
    max(stateSince, lastConfirmed) + profile.value.downAfter
  }

  @inline(__always)
  private var provingDeadline: Instant {
    guard state != .up, goodBeacons > 0 else { return .never }
    return lastHeard + provingInterval * 4 + roundTrip.timeout
  }

  /// What scheduling on both hosts may add: measured jitter, and 10 ms that no host gets below.
  @inline(__always)
  var slack: Interval {
    roundTrip.variation * 2 + .milliseconds(10)
  }

  mutating func enter(_ next: LinkState, now: Instant) {
    if state == .up {
      damper.fail(after: now - stateSince, profile: profile.value)
      failedAt = now
    }
    if next == .up {
      polls = 0
      firstUnconfirmed = .never
      lastHeard = now
      // It may lead elsewhere now.
      sizes.doubt(now: now)
    }
    state = next
    stateSince = now
    goodBeacons = 0
    goodSince = .never
  }
}
