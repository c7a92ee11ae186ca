// Beacons: what this end says of the link, and what it learns from the other.

extension Link {
  /// The next beacon; link-state and membership fields are the caller's.
  ///
  /// An answer does not ask for one in turn, or two ends that prove themselves to each other
  /// would never stop.
  mutating func makeBeacon(isReply: Bool, now: Instant) -> Beacon {
    if !isReply { missAcknowledgement(now: now) }
    let beacon = describe(isReply: isReply, now: now)
    if firstUnconfirmed == .never { firstUnconfirmed = now }
    lastBeaconSent = now
    beaconLog.append(now)
    return beacon
  }

  /// What a beacon says now. Changes nothing: see ``nextCheck(at:)``.
  mutating func describe(isReply: Bool, now: Instant) -> Beacon {
    var beacon = Beacon()
    beacon.holds = role == .primary || role == .backup
    beacon.wantsReply =
      !isReply && (polls > 0 || state != .up || proven.wantsPromptEcho(at: now))
    beacon.suspects = state == .suspect && goodBeacons == 0
    beacon.timestamp = Self.stamp(now)
    if timestampArrived != .never {
      beacon.hasEcho = true
      beacon.echo = timestampToEcho
      beacon.held = UInt32(truncatingIfNeeded: (now - timestampArrived).nanoseconds / 1_000)
    }
    beacon.intervalMilliseconds = Self.milliseconds(beaconInterval(at: now))
    beacon.wantedMilliseconds = state == .up ? Self.milliseconds(ownInterval(at: now)) : 0
    beacon.highestCounter = highestReceived
    beacon.receivedCount = receivedCount
    beacon.sizeProbes = UInt16(truncatingIfNeeded: sizeProbes.count)
    return beacon
  }

  /// Takes in a beacon whose frame has been counted; true when it asks for an answer at once.
  mutating func receive(_ beacon: Beacon, now: Instant) -> Bool {
    takeInSizes(beacon, now: now)
    timestampToEcho = beacon.timestamp
    timestampArrived = now
    let announced = max(
      Interval.milliseconds(UInt64(beacon.intervalMilliseconds)), Interval.milliseconds(5))
    // An idle beacon that was lost must not count against a pace that has only just begun.
    if announced < neighbourInterval.scaled(by: 0.5) { firstUnconfirmed = .never }
    neighbourInterval = announced
    if beacon.wantedMilliseconds > 0 {
      // Nobody may make us beacon faster than our own fastest.
      wantedInterval = max(
        .milliseconds(UInt64(beacon.wantedMilliseconds)), profile.value.activeInterval)
      wantedUntil = now + neighbourInterval * 8
    }
    let isFresh = confirm(beacon, now: now)
    if beacon.suspects, state == .up, !isFresh, isUnheard(at: now) {
      enter(.suspect, now: now)
    } else if state == .up {
      measureLoss(beacon, now: now)
      delivered.observe(
        sentBytes: counters.dataBytesSent, loss: forwardLoss.share, now: now)
    } else if isFresh, lastConfirmed >= failedAt {
      // An echo from before the failure proves nothing; its counts include what that swallowed.
      prove(beacon, now: now)
    }
    let mayReply = now - lastReplySent >= .milliseconds(5)
    if beacon.wantsReply, mayReply { lastReplySent = now }
    return beacon.wantsReply && mayReply
  }

  /// Reads the echo: true when it confirms a beacon that was not confirmed before.
  private mutating func confirm(_ beacon: Beacon, now: Instant) -> Bool {
    guard beacon.hasEcho else { return false }
    let age = Interval.microseconds(UInt64(Self.stamp(now) &- beacon.echo))
    let held = Interval.microseconds(UInt64(beacon.held))
    guard age <= .seconds(600), held <= age, age.nanoseconds <= now.nanoseconds else {
      return false
    }
    let sentAt = Instant(nanoseconds: now.nanoseconds - age.nanoseconds)
    // The wire's unit is a microsecond: two readings of one beacon may differ by that much.
    guard sentAt > lastConfirmed + .microseconds(1) else { return false }
    lastConfirmed = sentAt
    // What is not believed of the way's length still says that the beacon arrived.
    switch proven.judge(age: age, held: held, now: now) {
    case .sample(let sample, let isFirst):
      if isFirst { roundTrip = RoundTripEstimator() }
      roundTrip.add(sample, gain: profile.value.roundTripGain)
    case .atMost(let most):
      roundTrip = RoundTripEstimator()
      roundTrip.add(most, gain: profile.value.roundTripGain)
    case .refused: break
    }
    firstUnconfirmed = beaconLog.first(after: sentAt + .microseconds(2))
    return true
  }

  /// Under equation 2, an acknowledgement that did not come is a period in which all was lost: the
  /// neighbour is silent for longer than it may be, and for long enough to have answered the probe
  /// that this called for. Without the latter the probe itself would count where the period is long
  /// against the round trip, and the time to switch would not be linear in the period (figure 16).
  private mutating func missAcknowledgement(now: Instant) {
    guard profile.value.lossGain > 0, state == .up else { return }
    let awaited = permittedSilence + slack + roundTrip.timeout
    if now - lastHeard > awaited { forwardLoss.smooth(1, weight: profile.value.lossGain) }
  }
}
