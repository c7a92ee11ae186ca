import OverlayCore

/// Probes and traces that may still be answered.
struct ProbeLedger {
  private struct Entry {
    var identifier: UInt32
    var sentAt: Instant
    var isTrace: Bool
  }

  private static let entriesMax = 256
  private var entries: [Entry] = []
  private var nextIdentifier: UInt32 = 1
  private var answersSince = Instant.zero
  private var answers = 0

  /// Notes a probe sent now and numbers it; the oldest is forgotten when there are too many.
  mutating func add(isTrace: Bool, now: Instant) -> UInt32 {
    if entries.count >= Self.entriesMax { entries.removeFirst() }
    let identifier = nextIdentifier
    nextIdentifier &+= 1
    entries.append(Entry(identifier: identifier, sentAt: now, isTrace: isTrace))
    return identifier
  }

  /// How long ago the probe was sent; nil when it is not waited for. A probe is answered once, a
  /// trace by every node on its way.
  mutating func answer(_ identifier: UInt32, isTrace: Bool, now: Instant) -> Interval? {
    guard
      let index = entries.firstIndex(where: {
        $0.identifier == identifier && $0.isTrace == isTrace
      })
    else { return nil }
    let age = now - entries[index].sentAt
    if !isTrace { entries.remove(at: index) }
    return age
  }

  /// Whether one more trace may be answered: at most fifty a second, since an answer is larger
  /// than nothing and goes to whoever the packet names.
  mutating func mayAnswerTrace(now: Instant) -> Bool {
    if now - answersSince >= .seconds(1) {
      answersSince = now
      answers = 0
    }
    answers += 1
    return answers <= 50
  }
}
