/// One underlay path to one neighbour: its beacons, acknowledgements and counts, reduced to a
/// ``LinkQuality``.
///
/// The session's frame counter is the hop sequence: each side numbers every frame of the link,
/// and each beacon reports how many arrived up to which number, so loss is measured on the data
/// itself and costs no byte. Suspicion comes from silence in either direction:
///
/// - *nothing is heard* for longer than the neighbour announced, and probes stay unanswered;
/// - *we are not heard*: the neighbour's beacons arrive but stop echoing ours.
///
/// A suspect link is routed around at once but is up again only after it has proved itself,
/// for a time that doubles with each failure (``FlapDamper``).
struct Link {
  let id: LinkID
  /// The neighbour's slot in the member table; -1 where there is no link.
  let neighbour: Int
  let profile: LinkProfile

  private(set) var state = LinkState.down
  private(set) var stateSince: Instant
  /// When it last ceased to be up, or was made.
  private var failedAt: Instant
  private(set) var counters = LinkCounters()

  /// The number of the next frame; never reused while the link lives, whatever the keys.
  private(set) var nextCounter: UInt64 = 0
  private(set) var highestReceived: UInt64 = 0
  private(set) var receivedCount: UInt32 = 0
  private var hasReceived = false

  var roundTrip = RoundTripEstimator()
  var forwardLoss = LossEstimator()
  var reverseLoss = LossEstimator()
  private var damper = FlapDamper()

  /// When anything authentic last came.
  private(set) var lastHeard: Instant
  /// When the newest beacon that the neighbour echoed was sent.
  private var lastConfirmed: Instant
  /// When the oldest beacon that it has not echoed was sent.
  private var firstUnconfirmed = Instant.never
  private var lastBeaconSent: Instant
  private var beaconLog = BeaconLog()
  private var lastReplySent = Instant.zero
  /// The newest timestamp of the neighbour's and when it came.
  private var timestampToEcho: UInt32 = 0
  private var timestampArrived = Instant.never
  private var polls = 0
  private var lastPoll = Instant.zero

  /// How long the neighbour said it would be silent.
  private(set) var neighbourInterval: Interval
  private var wantedInterval = Interval.zero
  private var wantedUntil = Instant.zero
  private var lastUsed = Instant.zero
  private var isUsed = false
  private var warmUntil = Instant.zero

  private var goodBeacons = 0
  private var goodSince = Instant.never

  init(id: LinkID, neighbour: Int, profile: LinkProfile, now: Instant) {
    self.id = id
    self.neighbour = neighbour
    self.profile = profile
    stateSince = now
    failedAt = now
    lastHeard = now
    lastConfirmed = now
    lastBeaconSent = now
    neighbourInterval = profile.suspectInterval
  }

  /// What routing reads.
  var quality: LinkQuality {
    LinkQuality(
      state: state, roundTrip: roundTrip.smoothed, variation: roundTrip.variation,
      forwardLoss: forwardLoss.share, reverseLoss: reverseLoss.share)
  }
}

// MARK: - Counting frames

extension Link {
  /// Numbers a frame that is about to be sent in a datagram of `bytes`.
  mutating func stamp(bytes: Int, isData: Bool) -> UInt64 {
    if isData {
      counters.dataBytesSent &+= UInt64(bytes)
    } else {
      counters.controlBytesSent &+= UInt64(bytes)
    }
    let counter = nextCounter
    nextCounter &+= 1
    return counter
  }

  /// Counts an authentic frame.
  mutating func count(counter: UInt64, bytes: Int, isData: Bool, now: Instant) {
    if isData {
      counters.dataBytesReceived &+= UInt64(bytes)
    } else {
      counters.controlBytesReceived &+= UInt64(bytes)
    }
    receivedCount &+= 1
    if !hasReceived {
      reverseLoss.restart(sent: counter, arrived: receivedCount)
      hasReceived = true
    }
    highestReceived = max(highestReceived, counter)
    lastHeard = now
    polls = 0
  }
}

// MARK: - Activity

extension Link {
  /// Whether packets crossed the link lately.
  func isActive(at now: Instant) -> Bool {
    isUsed && now - lastUsed < profile.activeHold
  }

  /// Notes that a packet takes the link; true when that wakes it up, so that its next beacon is
  /// due at once.
  ///
  /// Waking is a probe as well: a path that died while idle must not wait for its idle interval
  /// to be found out.
  mutating func use(now: Instant) -> Bool {
    let wakes = !isActive(at: now) && profile.activeInterval < profile.idleInterval
    lastUsed = now
    isUsed = true
    if wakes, state == .up {
      polls = max(polls, 1)
      lastPoll = now
      firstUnconfirmed = .never
    }
    return wakes
  }

  /// Asks whether an idle link still lives, as its next silence would; false when its beacons are
  /// dense anyway or it is not up.
  mutating func question(now: Instant) -> Bool {
    guard state == .up, !isActive(at: now), polls == 0,
      profile.activeInterval < profile.idleInterval
    else { return false }
    polls = 1
    lastPoll = now
    firstUnconfirmed = .never
    return true
  }

  /// Notes that the link is the next choice for a destination that has traffic; true when that
  /// wakes it up.
  mutating func keepWarm(now: Instant) -> Bool {
    let wakes = warmUntil <= now
    warmUntil = now + profile.activeHold
    return wakes && profile.warmInterval < profile.idleInterval
  }

  /// Between our beacons, by what the link is used for and by what the neighbour wants.
  func beaconInterval(at now: Instant) -> Interval {
    let own =
      switch state {
      case .down: goodBeacons > 0 ? provingInterval : downInterval(at: now)
      case .suspect: goodBeacons > 0 ? provingInterval : profile.suspectInterval
      case .up: ownInterval(at: now)
      }
    // A neighbour whose proof is over may use the link already, and must notice its silence.
    return wantedUntil > now ? min(own, wantedInterval) : own
  }

  private func ownInterval(at now: Instant) -> Interval {
    if isActive(at: now) { return profile.activeInterval }
    return warmUntil > now ? profile.warmInterval : profile.idleInterval
  }

  /// A link that never was up is tried fast at first: its session has only just been made.
  private func downInterval(at now: Instant) -> Interval {
    let isYoung = damper.failures == 0 && now - stateSince < profile.downInterval
    return isYoung ? profile.suspectInterval : profile.downInterval
  }

  private var provingInterval: Interval {
    let share = damper.proof(profile).scaled(by: 0.1)
    return min(max(profile.suspectInterval.scaled(by: 0.5), share), profile.downInterval)
  }
}

// MARK: - Beacons

extension Link {
  /// The next beacon; link-state and membership fields are the caller's.
  ///
  /// An answer does not ask for one in turn, or two ends that prove themselves to each other
  /// would never stop.
  mutating func makeBeacon(isReply: Bool, now: Instant) -> Beacon {
    var beacon = Beacon()
    beacon.wantsReply = !isReply && (polls > 0 || state != .up)
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
    if firstUnconfirmed == .never { firstUnconfirmed = now }
    lastBeaconSent = now
    beaconLog.append(now)
    return beacon
  }

  /// Takes in a beacon whose frame has been counted; true when it asks for an answer at once.
  mutating func receive(_ beacon: Beacon, now: Instant) -> Bool {
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
        .milliseconds(UInt64(beacon.wantedMilliseconds)), profile.activeInterval)
      wantedUntil = now + neighbourInterval * 8
    }
    let isFresh = confirm(beacon, now: now)
    if beacon.suspects, state == .up, !isFresh, isUnheard(at: now) {
      enter(.suspect, now: now)
    } else if state == .up {
      measureLoss(beacon)
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
    roundTrip.add(age - held, gain: profile.roundTripGain)
    firstUnconfirmed = beaconLog.first(after: sentAt + .microseconds(2))
    return true
  }
}

// MARK: - State

extension Link {
  private mutating func measureLoss(_ beacon: Beacon) {
    forwardLoss.report(
      sent: min(beacon.highestCounter, nextCounter) &+ 1, arrived: beacon.receivedCount,
      window: profile.lossWindow)
    reverseLoss.report(sent: highestReceived, arrived: receivedCount, window: profile.lossWindow)
  }

  /// Counts one confirmed beacon towards the proof that brings the link up.
  private mutating func prove(_ beacon: Beacon, now: Instant) {
    if goodBeacons == 0 {
      goodSince = now
      // The outage's losses are not counted, those before are kept: docs/decisions/0008.
      forwardLoss.restart(
        sent: min(beacon.highestCounter, nextCounter) &+ 1, arrived: beacon.receivedCount)
      reverseLoss.restart(sent: highestReceived, arrived: receivedCount)
    } else {
      measureLoss(beacon)
    }
    goodBeacons += 1
    if state == .down, damper.failures > 0 {
      state = .suspect
      stateSince = now
    }
    guard goodBeacons >= profile.proofBeacons, now - goodSince >= damper.proof(profile) else {
      return
    }
    enter(.up, now: now)
  }

  /// When ``check(now:)`` should next be called.
  func nextCheck(at now: Instant) -> Instant {
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
      if polls >= profile.pollsMax {
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
  private var hearingDeadline: Instant {
    guard polls > 0 else {
      return lastHeard + neighbourInterval.scaled(by: 1 + 1.5 * profile.jitter) + slack
    }
    let isSpontaneous = neighbourInterval <= profile.pollSpacing * 2 && isActive(at: lastPoll)
    let answer = isSpontaneous || polls < profile.pollsMax ? .zero : roundTrip.timeout
    return lastPoll + profile.pollSpacing + answer
  }

  /// Whether echoes are late enough to believe a neighbour that says it hears nothing of us: it
  /// notices our silence sooner than we can tell lost beacons from lost echoes.
  private func isUnheard(at now: Instant) -> Bool {
    firstUnconfirmed != .never
      && now - firstUnconfirmed > profile.pollSpacing * 2 + roundTrip.smoothed
  }

  /// When a beacon of ours has been left without an echo for too long: three more than silence
  /// is allowed, because here either direction's losses count.
  private var confirmingDeadline: Instant {
    guard firstUnconfirmed != .never else { return .never }
    let reporting = neighbourInterval.scaled(by: 1 + 1.5 * profile.jitter)
    let spacing = max(profile.pollSpacing, lastBeaconInterval)
    return firstUnconfirmed + spacing * UInt64(profile.pollsMax + 3) + reporting
      + roundTrip.timeout + slack
  }

  /// What the echo rule waits for between our own beacons: on an idle link they are far apart.
  private var lastBeaconInterval: Interval {
    let now = lastBeaconSent
    return beaconInterval(at: now)
  }

  /// When a suspect link that confirms nothing is down. A long proof is no reason.
  private var givingUpDeadline: Instant {
    max(stateSince, lastConfirmed) + profile.downAfter
  }

  private var provingDeadline: Instant {
    guard state != .up, goodBeacons > 0 else { return .never }
    return lastHeard + provingInterval * 4 + roundTrip.timeout
  }

  /// What scheduling on both hosts may add: measured jitter, and 10 ms that no host gets below.
  private var slack: Interval {
    roundTrip.variation * 2 + .milliseconds(10)
  }

  private mutating func enter(_ next: LinkState, now: Instant) {
    if state == .up {
      damper.fail(after: now - stateSince, profile: profile)
      failedAt = now
    }
    if next == .up {
      polls = 0
      firstUnconfirmed = .never
      lastHeard = now
    }
    state = next
    stateSince = now
    goodBeacons = 0
    goodSince = .never
  }
}
