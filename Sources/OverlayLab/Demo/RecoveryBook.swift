import OverlayCore

/// Failures that hit the path in use, and how long each took to get over.
struct RecoveryBook {
  private var pending: [Instant] = []
  /// The recoveries that are over, in milliseconds.
  private(set) var milliseconds: [Double] = []

  /// Datagrams of the last moments may still be under way: judge them later.
  static let settling = Interval.milliseconds(500)

  /// A failure hit the path in use.
  mutating func fail(at now: Instant) {
    pending.append(now)
  }

  /// Looks whether the stream flows again; returns the recoveries that have come to light.
  mutating func check(_ ledger: StreamLedger, at now: Instant) -> [Double] {
    guard now.nanoseconds > Self.settling.nanoseconds else { return [] }
    let settled = Instant(nanoseconds: now.nanoseconds - Self.settling.nanoseconds)
    var found: [Double] = []
    pending.removeAll { moment in
      guard let recovery = ledger.recovery(after: moment, settled: settled) else { return false }
      found.append(recovery.inMilliseconds)
      return true
    }
    milliseconds += found
    return found
  }

  /// The run is over: what has not recovered counts with the time that it had.
  mutating func close(at now: Instant) {
    milliseconds += pending.map { (now - $0).inMilliseconds }
    pending = []
  }
}
