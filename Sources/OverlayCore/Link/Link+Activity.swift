// What a link is used for, and how often it is beaconed therefore.

extension Link {
  /// Whether packets crossed the link lately.
  @inline(__always)
  func isActive(at now: Instant) -> Bool {
    isUsed && now - lastUsed < profile.value.activeHold
  }

  /// Notes that a packet takes the link; true when that wakes it up, so that its next beacon is
  /// due at once.
  ///
  /// Waking is a probe as well: a path that died while idle must not wait for its idle interval
  /// to be found out.
  mutating func use(now: Instant) -> Bool {
    let wakes = !isActive(at: now) && profile.value.activeInterval < profile.value.idleInterval
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
      profile.value.activeInterval < profile.value.idleInterval
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
    warmUntil = now + profile.value.activeHold
    return wakes && profile.value.warmInterval < profile.value.idleInterval
  }

  /// Between our beacons, by what the link is used for and by what the neighbour wants.
  @inline(__always)
  func beaconInterval(at now: Instant) -> Interval {
    let own =
      switch state {
      case .down: goodBeacons > 0 ? provingInterval : downInterval(at: now)
      case .suspect: goodBeacons > 0 ? provingInterval : profile.value.suspectInterval
      case .up: ownInterval(at: now)
      }
    // A neighbour whose proof is over may use the link already, and must notice its silence.
    return wantedUntil > now ? min(own, wantedInterval) : own
  }

  @inline(__always)
  func ownInterval(at now: Instant) -> Interval {
    if isActive(at: now) { return profile.value.activeInterval }
    if warmUntil > now { return profile.value.warmInterval }
    switch role {
    case .member, .primary: return profile.value.idleInterval
    case .backup: return profile.value.idleInterval * 2
    case .passive: return profile.value.passiveInterval
    }
  }

  /// A link that never was up is tried fast at first: its session has only just been made.
  @inline(__always)
  private func downInterval(at now: Instant) -> Interval {
    let isYoung = damper.failures == 0 && now - stateSince < profile.value.downInterval
    return isYoung ? profile.value.suspectInterval : profile.value.downInterval
  }

  @inline(__always)
  var provingInterval: Interval {
    let share = damper.proof(profile.value).scaled(by: 0.1)
    return min(
      max(profile.value.suspectInterval.scaled(by: 0.5), share), profile.value.downInterval)
  }
}
