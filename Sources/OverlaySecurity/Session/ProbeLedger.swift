import OverlayCore

/// Probes and traces that may still be answered.
struct ProbeLedger {
  private struct Entry {
    /// Drawn, so that only who saw the probe can answer it.
    var identifier: UInt32
    /// Whom it went to.
    var target: NodeID
    var sentAt: Instant
    var isTrace: Bool
  }

  private static let entriesMax = 256
  private static let answersMax = 50
  private var entries: [Entry] = []
  private var answersSince = Instant.zero
  /// Whose traces were answered since then.
  private var answered: [NodeID] = []

  /// Notes a probe sent now and numbers it; the oldest is forgotten when there are too many.
  mutating func add(
    to target: NodeID, isTrace: Bool, now: Instant, entropy: inout Entropy
  ) -> UInt32 {
    if entries.count >= Self.entriesMax { entries.removeFirst() }
    var identifier: UInt32
    repeat {
      identifier = UInt32(truncatingIfNeeded: entropy.next())
    } while entries.contains { $0.identifier == identifier }
    entries.append(
      Entry(identifier: identifier, target: target, sentAt: now, isTrace: isTrace))
    return identifier
  }

  /// How long ago the probe was sent; nil when no such answer is waited for. A probe is answered once,
  /// by its target, a trace by every node on its way: by whom is that node's claim.
  mutating func answer(
    _ identifier: UInt32, from source: NodeID, isTrace: Bool, now: Instant
  ) -> Interval? {
    guard
      let index = entries.firstIndex(where: {
        $0.identifier == identifier && $0.isTrace == isTrace && (isTrace || $0.target == source)
      })
    else { return nil }
    let age = now - entries[index].sentAt
    if !isTrace { entries.remove(at: index) }
    return age
  }

  /// Whether one more trace that a neighbour brings may be answered: at most fifty a second, since an
  /// answer is larger than nothing and goes to whoever the packet names. One neighbour's are at most as
  /// many as it leaves to others.
  mutating func mayAnswerTrace(from neighbour: NodeID, now: Instant) -> Bool {
    if now - answersSince >= .seconds(1) {
      answersSince = now
      answered.removeAll(keepingCapacity: true)
    }
    guard answered.count(where: { $0 == neighbour }) < Self.answersMax - answered.count else {
      return false
    }
    answered.append(neighbour)
    return true
  }
}
