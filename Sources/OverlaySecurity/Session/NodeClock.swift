public import OverlayCore

/// The time of day that a node judges by, and what it has said of this host's clock.
struct NodeClock {
  /// How often it is said that our own credential has expired.
  private static let expirySpacing = Interval.seconds(3_600)
  /// By how much the time may drift before rules that depend on the hour are told.
  private static let policyTolerance: UInt64 = 2_000_000_000

  var time: NetworkTime
  /// When the time was last looked at.
  private(set) var checkedAt: Instant
  private var isBehind = false
  private var expiryNotices = RateGate()
  /// The time of day at zero that rules go by, in nanoseconds; wraps.
  private var policyOrigin: UInt64

  init(_ configuration: SecureNodeConfiguration, now: Instant) {
    time = NetworkTime(
      unixNanoseconds: configuration.unixTimeAtOrigin &+ now.nanoseconds, at: now)
    checkedAt = now
    policyOrigin = configuration.unixTimeAtOrigin
  }

  /// What is to be said of the clock now; nil when nothing has changed.
  mutating func look(now: Instant) -> OverlayEvent? {
    checkedAt = now
    let disagreement = time.disagreement(now)
    guard (disagreement != nil) != isBehind else { return nil }
    isBehind = disagreement != nil
    return disagreement.map { .clockBehind(seconds: $0) } ?? .clockAgrees
  }

  /// The time for rules that depend on the hour; nil while they go by it.
  mutating func takePolicyTime(now: Instant) -> UInt64? {
    let nanoseconds = time.unixNanoseconds(now)
    let origin = nanoseconds &- now.nanoseconds
    let drift = min(origin &- policyOrigin, policyOrigin &- origin)
    guard drift > Self.policyTolerance else { return nil }
    policyOrigin = origin
    return nanoseconds / 1_000_000_000
  }

  /// Whether it is to be said (again) that our own credential has expired.
  mutating func noticesExpiry(of credential: Credential, now: Instant) -> Bool {
    credential.isExpired(at: time.unixSeconds(now))
      && expiryNotices.admits(
        spacing: Self.expirySpacing, burst: Self.expirySpacing, now: now)
  }
}

extension SecureNode {
  /// Tells the node what the host's clock says: after it was set, after a sleep, and now and then.
  ///
  /// - Parameter unixNanoseconds: the clock, in nanoseconds since 1970.
  public mutating func setClock(unixNanoseconds: UInt64, now: Instant) {
    clock.time.setClock(unixNanoseconds: unixNanoseconds, at: now)
    keepTime(now: now)
    // What has expired meanwhile, as in a week's sleep, is put out at once.
    upkeepAt = min(upkeepAt, now)
  }

  /// The newest time that the network has signed, in seconds since 1970: to be stored across
  /// restarts.
  public var newestSignedTime: UInt64 { clock.time.newestSigned }

  /// By how many seconds this host's clock is behind what the network has signed; nil while it is not
  /// by more than ``Credential/clockToleranceSeconds``.
  public func clockDisagreement(now: Instant) -> UInt64? { clock.time.disagreement(now) }

  /// The time of day that credentials are judged by, in seconds since 1970: the later of the host's
  /// clock and of what the network has signed.
  public func unixSeconds(now: Instant) -> UInt64 { clock.time.unixSeconds(now) }

  func unixNanoseconds(_ now: Instant) -> UInt64 { clock.time.unixNanoseconds(now) }

  func unixSeconds(_ now: Instant) -> UInt64 { clock.time.unixSeconds(now) }

  /// Says what has changed about the time, and lets rules that depend on the hour go by it.
  mutating func keepTime(now: Instant) {
    if let event = clock.look(now: now) { note(.event(event)) }
    if let seconds = clock.takePolicyTime(now: now) { node.setPolicyTime(seconds, at: now) }
    let own = configuration.credential
    if clock.noticesExpiry(of: own, now: now) {
      note(.event(.ownCredentialExpired(at: own.expiresAt)))
    }
  }
}
