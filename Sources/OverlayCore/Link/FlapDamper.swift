/// How long a link must prove itself, by how often it failed lately.
///
/// Each failure doubles the proof, each minute of service takes one failure back. A path that
/// comes and goes every two seconds is thus left alone after its second failure, while one that
/// fails once a day is used again a second after it heals. Route-flap damping (RFC 2439) does
/// the same with a decaying penalty; doubling needs no constants beyond the first and the last.
struct FlapDamper: Hashable, Sendable {
  private(set) var failures = 0

  /// Counts a failure after `service` of being up.
  mutating func fail(after service: Interval, profile: LinkProfile) {
    let forgiven = service.nanoseconds / max(profile.forgiveAfter.nanoseconds, 1)
    failures = max(0, failures - Int(min(forgiven, 64)))
    failures = min(failures + 1, 32)
  }

  /// How long the link must be good before it is up; nothing before its first failure.
  func proof(_ profile: LinkProfile) -> Interval {
    guard failures > 0 else { return .zero }
    return min(profile.proofDuration * (1 << UInt64(failures - 1)), profile.proofDurationMax)
  }
}
