import Foundation

/// What a stream of echo requests met, read from the output of `ping -D`.
struct PingReport {
  /// One answer that came back.
  struct Reply: Equatable {
    /// The request's number, counted from 1.
    let sequence: Int
    /// When the answer came, in seconds since 1970.
    let arrival: Double
    /// The round trip in milliseconds.
    let milliseconds: Double

    /// When the request left, in seconds since 1970.
    var departure: Double { arrival - milliseconds / 1_000 }
  }

  /// First answers, in the order in which they came.
  let replies: [Reply]
  /// Answers to requests that had one already.
  let duplicates: Int
  /// How many requests were sent.
  let sent: Int

  /// Reads `[1700000000.5] 64 bytes from …: icmp_seq=1 ttl=64 time=0.7 ms` and the closing summary.
  init(parsing output: String) {
    var replies: [Reply] = []
    var seen: Set<Int> = []
    var duplicates = 0
    var sent = 0
    for line in output.split(separator: "\n") {
      if let reply = Self.reply(in: line) {
        if seen.insert(reply.sequence).inserted {
          replies.append(reply)
        } else {
          duplicates += 1
        }
      } else if let end = line.range(of: " packets transmitted") {
        sent = Int(line[..<end.lowerBound]) ?? 0
      }
    }
    self.replies = replies
    self.duplicates = duplicates
    self.sent = max(sent, replies.map(\.sequence).max() ?? 0)
  }

  private static func reply(in line: Substring) -> Reply? {
    guard line.hasPrefix("["), let close = line.firstIndex(of: "]"),
      let arrival = Double(line[line.index(after: line.startIndex)..<close]),
      let sequence = value(of: "icmp_seq=", in: line).flatMap({ Int($0) }),
      let milliseconds = value(of: "time=", in: line).flatMap({ Double($0) })
    else { return nil }
    return Reply(sequence: sequence, arrival: arrival, milliseconds: milliseconds)
  }

  private static func value(of key: String, in line: Substring) -> Substring? {
    guard let range = line.range(of: key) else { return nil }
    return line[range.upperBound...].prefix { $0.isNumber || $0 == "." }
  }

  /// The longest time between two answers, in seconds, among those that came from `start` to `end`;
  /// silence up to either bound counts as well.
  func largestGap(
    from start: Double = -.infinity, to end: Double = .infinity
  ) -> Double {
    let arrivals = replies.map(\.arrival).filter { $0 >= start && $0 <= end }.sorted()
    var marks = arrivals
    if start.isFinite { marks.insert(start, at: 0) }
    if end.isFinite { marks.append(end) }
    return zip(marks, marks.dropFirst()).map { $1 - $0 }.max() ?? .infinity
  }

  /// Every silence longer than `seconds`, as its start and length.
  func gaps(longerThan seconds: Double) -> [(start: Double, length: Double)] {
    let arrivals = replies.map(\.arrival).sorted()
    return zip(arrivals, arrivals.dropFirst()).compactMap {
      $1 - $0 > seconds ? ($0, $1 - $0) : nil
    }
  }

  /// How many requests between the first and the last that left from `start` to `end` and were
  /// answered had no answer themselves; nil when there was no answer at all.
  func lostCount(from start: Double = -.infinity, to end: Double = .infinity) -> Int? {
    let window = replies.filter { $0.departure >= start && $0.departure <= end }.map(\.sequence)
    guard let first = window.min(), let last = window.max() else { return nil }
    return last - first + 1 - window.count
  }

  /// The share of requests sent from `start` to `end` that no answer came to, 0 to 1; 1 when there
  /// was no answer at all. Requests still under way at `end` are left out.
  func loss(from start: Double = -.infinity, to end: Double = .infinity) -> Double {
    let window = replies.filter { $0.departure >= start && $0.departure <= end }
    guard let lost = lostCount(from: start, to: end) else { return 1 }
    return Double(lost) / Double(window.count + lost)
  }

  /// The median round trip in milliseconds among answers from `start` to `end`.
  func medianMilliseconds(from start: Double = -.infinity, to end: Double = .infinity) -> Double {
    let times = replies.filter { $0.arrival >= start && $0.arrival <= end }.map(\.milliseconds)
      .sorted()
    return times.isEmpty ? .infinity : times[times.count / 2]
  }
}
