public import OverlayCore

/// What became of every datagram of one stream.
public struct StreamLedger: Sendable {
  private struct Entry {
    var sent: Instant
    /// When it reached the responder, `never` when it did not.
    var arrived = Instant.never
    /// When its answer came back, `never` when it did not.
    var answered = Instant.never
  }

  private var entries: [Entry] = []
  private let entriesMax: Int

  /// A day of voice.
  public static let entriesMaxDefault = 50 * 86_400

  /// An empty ledger for at most `entriesMax` datagrams.
  public init(entriesMax: Int = entriesMaxDefault) {
    self.entriesMax = entriesMax
  }

  /// Notes a datagram that sets out; returns its number, nil when the ledger is full.
  public mutating func send(at now: Instant) -> UInt32? {
    guard entries.count < entriesMax else { return nil }
    entries.append(Entry(sent: now))
    return UInt32(entries.count - 1)
  }

  /// Notes that a datagram reached the responder; false when it had done so before or never was.
  public mutating func arrive(_ sequence: UInt32, at now: Instant) -> Bool {
    guard Int(sequence) < entries.count, entries[Int(sequence)].arrived == .never else {
      return false
    }
    entries[Int(sequence)].arrived = now
    return true
  }

  /// Notes that a datagram's answer came back.
  public mutating func answer(_ sequence: UInt32, at now: Instant) {
    guard Int(sequence) < entries.count, entries[Int(sequence)].answered == .never else { return }
    entries[Int(sequence)].answered = now
  }

  /// Datagrams that set out.
  public var sentCount: Int { entries.count }

  /// Datagrams that reached the responder.
  public var receivedCount: Int { entries.count { $0.arrived != .never } }

  /// When the newest datagram that reached the responder did so; nil before the first.
  public var lastArrival: Instant? {
    entries.lazy.map(\.arrived).filter { $0 != .never }.max()
  }

  /// Datagrams sent in a span of time and how many of them reached the responder.
  ///
  /// The span should have ended one delay ago, or what is still under way counts as lost.
  public func counts(from start: Instant, to end: Instant) -> (sent: Int, received: Int) {
    let window = indices(from: start, to: end)
    return (window.count, entries[window].count { $0.arrived != .never })
  }

  /// The median time there and back, in milliseconds, of what was sent in a span of time; nil
  /// when nothing came back.
  public func medianRoundTrip(from start: Instant = .zero, to end: Instant = .never) -> Double? {
    let times = entries[indices(from: start, to: end)]
      .filter { $0.answered != .never }.map { ($0.answered - $0.sent).inMilliseconds }.sorted()
    return times.isEmpty ? nil : times[times.count / 2]
  }

  /// How long after `moment` the stream got through again: until the first datagram set out that
  /// reached the responder and after which most did. Nil while none has. Only what set out before
  /// `settled` is judged: later ones may still be under way.
  ///
  /// Under partial loss single datagrams get through at any time, so it takes
  /// ``provingCount`` in a row, nine tenths of which have arrived, to count as recovered.
  public func recovery(after moment: Instant, settled: Instant = .never) -> Interval? {
    let first = index(of: moment)
    var index = first
    let end = self.index(of: settled)
    while index + Self.provingCount <= end {
      let following = entries[index..<(index + Self.provingCount)]
      if entries[index].arrived != .never,
        following.count(where: { $0.arrived != .never }) * 10 >= Self.provingCount * 9
      {
        // The last one lost set out one spacing earlier: nothing lost means no interruption.
        return index == first ? .zero : entries[index].sent - moment
      }
      index += 1
    }
    return nil
  }

  /// Datagrams in a row that show that a stream flows: 0.2 s of voice.
  public static let provingCount = 10

  private func indices(from start: Instant, to end: Instant) -> Range<Int> {
    let lower = index(of: start)
    let upper = index(of: end)
    return lower..<max(lower, upper)
  }

  /// The first datagram that set out at `moment` or later; they are in order of time.
  private func index(of moment: Instant) -> Int {
    var lower = 0
    var upper = entries.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if entries[middle].sent < moment { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
