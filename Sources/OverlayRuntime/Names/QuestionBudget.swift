internal import OverlayCore

/// How many questions for names are answered. This host has a budget of its own, and each other one has
/// one out of a total, so that no member keeps the answers from the others.
struct QuestionBudget {
  /// By asking host; never walked through to decide anything.
  private var hosts: [UInt128: RateGate] = [:]
  private var own = RateGate()
  private var others = RateGate()

  /// Whether one more question may be answered now, which then is counted.
  ///
  /// - Parameter host: Who asks; nil for this host.
  mutating func admits(_ host: UInt128?, now: Instant) -> Bool {
    guard let host else { return Self.admits(&own, RuntimeLimits.namesPerSecond, now: now) }
    if hosts[host] == nil, hosts.count >= RuntimeLimits.nameHosts {
      hosts = hosts.filter { !$0.value.isFull(at: now) }
      guard hosts.count < RuntimeLimits.nameHosts else { return false }
    }
    return Self.admits(
      &hosts[host, default: RateGate()], RuntimeLimits.namesPerSecondEach, now: now)
      && Self.admits(&others, RuntimeLimits.namesPerSecond, now: now)
  }

  /// A second's worth may come at once.
  private static func admits(_ gate: inout RateGate, _ perSecond: UInt64, now: Instant) -> Bool {
    gate.admits(
      spacing: Interval(nanoseconds: 1_000_000_000 / perSecond), burst: .seconds(1), now: now)
  }
}
