import OverlayCore

/// When a peer's addresses are tried: in rounds with pauses between them that double while nothing
/// comes of it, so that neither an address behind a translator that lets nobody in nor a member that
/// names a stranger's address costs more than a few small datagrams a minute.
struct TrialRounds {
  /// Rounds in a row from which no link came.
  private(set) var failures = 0
  private var hasBegun = false
  private var endsAt = Instant.zero
  private var nextAt = Instant.zero
  private var isHastened = false
  private var haste = RateGate()

  /// Whether links may be tried now: a round is under way, or one is due and begins.
  ///
  /// - Parameter hasLink: Whether a link to the peer works, so that there is no hurry.
  mutating func admits(hasLink: Bool, now: Instant) -> Bool {
    if isRunning(now: now) { return true }
    guard isDue(hasLink: hasLink, now: now) else { return false }
    endsAt = now + TraversalTiming.trial
    let pause = TraversalTiming.firstPause * (1 << UInt64(min(failures, 8)))
    nextAt = endsAt + min(pause, TraversalTiming.pauseMax)
    failures += 1
    (hasBegun, isHastened) = (true, false)
    return true
  }

  /// Whether a round is under way.
  func isRunning(now: Instant) -> Bool { hasBegun && now < endsAt }

  /// Whether the next round may begin.
  func isDue(hasLink: Bool, now: Instant) -> Bool {
    guard hasBegun, !isHastened else { return !isRunning(now: now) }
    return now >= (hasLink ? endsAt + TraversalTiming.pauseWithLink : nextAt)
  }

  /// There is reason to believe that a round would find something now: the next one may begin, unless
  /// that has been said too often.
  mutating func hasten(now: Instant) {
    guard hasBegun, !isHastened, !isRunning(now: now) else { return }
    isHastened = haste.admits(
      spacing: TraversalTiming.haste, burst: TraversalTiming.hasteBurst, now: now)
  }

  /// A link came up.
  mutating func succeed() { failures = 0 }
}
