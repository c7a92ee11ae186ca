internal import Glibc
internal import OverlayCore

/// Checks the prefixes behind this node, each by its own clock.
struct HealthChecks: ~Copyable {
  private struct Entry {
    var served: ServedPrefix
    var health: PrefixHealth
    var probe: HealthProbe?
    var nextAt: Instant
    var failures: UInt64 = 0
  }

  /// An answer may take so long, and no longer than until the next question.
  private static let patience = Interval.seconds(1)

  private var entries: [Entry]
  private let mark: UInt32

  /// The checks of what is served; the first are due at once.
  init(_ served: [ServedPrefix], mark: UInt32) {
    self.mark = mark
    let process = UInt16(truncatingIfNeeded: getpid())
    entries = served.enumerated().map { number, served in
      Entry(
        served: served, health: PrefixHealth(served),
        probe: served.check.map {
          HealthProbe($0, identifier: process &* 31 &+ UInt16(truncatingIfNeeded: number))
        },
        nextAt: served.check == nil ? .never : .zero)
    }
  }

  /// When something is due.
  var nextDeadline: Instant {
    entries.reduce(.never) { min($0, $1.nextAt, $1.probe?.deadline ?? .never) }
  }

  /// The prefixes and whether each may be announced.
  var states: [PrefixAnnouncement.Entry] {
    entries.map {
      PrefixAnnouncement.Entry(prefix: $0.served.prefix, isHealthy: $0.health.isHealthy)
    }
  }

  /// How often a prefix's check has failed.
  func failures(_ number: Int) -> UInt64 { entries[number].failures }

  /// Asks what is due and gives up on what is overdue; returns the prefixes whose state has changed.
  ///
  /// - Parameter watch: watches a descriptor that answers will come on.
  mutating func run(now: Instant, watch: (Int32, Int) -> Void) -> [Int] {
    var changed: [Int] = []
    for number in entries.indices {
      guard let probe = entries[number].probe else { continue }
      if probe.deadline <= now {
        probe.end()
        if note(number, passed: false) { changed.append(number) }
      }
      guard entries[number].nextAt <= now else { continue }
      let interval = entries[number].served.interval
      entries[number].nextAt = now + interval
      // An answer that is still awaited is given until its own time is over.
      guard probe.deadline == .never else { continue }
      let (passed, descriptor) = probe.begin(
        until: now + min(interval, Self.patience), mark: mark)
      if let descriptor { watch(descriptor, number) }
      if let passed, note(number, passed: passed) { changed.append(number) }
    }
    return changed
  }

  /// Takes what has come for a prefix's check; whether its state has changed.
  mutating func look(_ number: Int) -> Bool {
    guard entries.indices.contains(number), let passed = entries[number].probe?.look() else {
      return false
    }
    return note(number, passed: passed)
  }

  private mutating func note(_ number: Int, passed: Bool) -> Bool {
    if !passed { entries[number].failures += 1 }
    return entries[number].health.note(passed: passed)
  }
}
