public import OverlayCore

/// The time of day by which credentials are judged: the later of this host's clock and of the newest
/// time that the network has signed.
///
/// A clock can be wrong: a board without a battery starts in 1970, a host that slept is behind until
/// its clock is read again. But no credential or revocation is signed in the future, so each proves
/// that at least its time has come. What was proved is stored, and goes on from there.
///
/// A signed time that is further ahead than ``Credential/clockToleranceSeconds`` of a clock that
/// nothing has contradicted moves nothing: one credential that an authority issued with a wrong
/// clock of its own must not make all others expire. Once anything signed contradicts the clock by
/// more than that, as this node's own credential does in 1970, the clock counts for nothing until it
/// is set, and all that is signed counts.
public struct NetworkTime: Hashable, Sendable {
  /// The host's clock at ``OverlayCore/Instant/zero``, in nanoseconds since 1970; wraps, since a
  /// clock can be set to before this node's start.
  private var clockAtZero: UInt64
  /// The newest time that was signed, in seconds since 1970; zero before the first. Stored across
  /// restarts.
  public private(set) var newestSigned: UInt64
  /// When it was heard of.
  private var heardAt: Instant

  /// The time as far as the host's clock says it.
  ///
  /// - Parameters:
  ///   - unixNanoseconds: the host's clock, in nanoseconds since 1970.
  ///   - now: the present.
  public init(unixNanoseconds: UInt64, at now: Instant) {
    clockAtZero = unixNanoseconds &- now.nanoseconds
    newestSigned = 0
    heardAt = now
  }

  /// Seconds whose nanoseconds fit 63 bits: until the year 2262.
  private static let secondsMax = UInt64(Int64.max) / 1_000_000_000

  /// The host's clock was read: it may have been set, or the host may have slept.
  public mutating func setClock(unixNanoseconds: UInt64, at now: Instant) {
    clockAtZero = unixNanoseconds &- now.nanoseconds
  }

  /// This node's own credential was signed at a time, which has come whatever the host's clock says:
  /// without it the node could not be here.
  public mutating func trust(_ signedSeconds: UInt64, at now: Instant) {
    guard signedSeconds > newestSigned, signedSeconds <= Self.secondsMax else { return }
    newestSigned = signedSeconds
    heardAt = now
  }

  /// The network's key signed that this time had come. Check the signature first. What was stored is
  /// told in the same way: a damaged file moves a good clock by a day at most.
  ///
  /// - Returns: whether it is newer than what was known, and worth storing.
  @discardableResult
  public mutating func witness(_ signedSeconds: UInt64, at now: Instant) -> Bool {
    guard signedSeconds > newestSigned, signedSeconds <= Self.secondsMax else { return false }
    let latest = clockSeconds(now) + Credential.clockToleranceSeconds
    guard signedSeconds <= latest || disagreement(now) != nil else { return false }
    trust(signedSeconds, at: now)
    return true
  }

  /// The time of day, in nanoseconds since 1970.
  public func unixNanoseconds(_ now: Instant) -> UInt64 {
    max(clockNanoseconds(now), provedNanoseconds(now))
  }

  /// The time of day, in seconds since 1970.
  public func unixSeconds(_ now: Instant) -> UInt64 { unixNanoseconds(now) / 1_000_000_000 }

  /// By how many seconds the host's clock is behind what the network has signed; nil while that is
  /// within ``Credential/clockToleranceSeconds``.
  public func disagreement(_ now: Instant) -> UInt64? {
    let (clock, proved) = (clockSeconds(now), provedNanoseconds(now) / 1_000_000_000)
    guard proved > clock, proved - clock > Credential.clockToleranceSeconds else { return nil }
    return proved - clock
  }

  private func provedNanoseconds(_ now: Instant) -> UInt64 {
    guard newestSigned > 0 else { return 0 }
    let (sum, overflow) = (newestSigned * 1_000_000_000).addingReportingOverflow(
      (now - heardAt).nanoseconds)
    return overflow ? .max : sum
  }

  /// A clock set to before 1970 at zero, or beyond 2262, is as good as none.
  private func clockNanoseconds(_ now: Instant) -> UInt64 {
    let clock = clockAtZero &+ now.nanoseconds
    return clock <= UInt64(Int64.max) ? clock : 0
  }

  private func clockSeconds(_ now: Instant) -> UInt64 { clockNanoseconds(now) / 1_000_000_000 }
}
