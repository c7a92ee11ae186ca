internal import OverlayCore
internal import OverlaySecurity

/// The pings and traces that control clients wait for.
struct Diagnostics {
  /// How long an answer is waited for.
  static let timeout = Interval.seconds(2)

  /// A series of probes for one client.
  struct Ping {
    var client: Int
    var node: NodeID
    var name: String
    var trafficClass: TrafficClass
    var className: String
    /// Probes yet to be sent; nil for no end.
    var left: Int?
    var interval: Interval
    var nextAt: Instant
    var sequence = 0
    var outstanding: [Probe] = []
  }

  /// A probe that was not answered yet.
  struct Probe {
    var identifier: UInt32
    var sequence: Int
    var sentAt: Instant
  }

  /// A trace for one client.
  struct Trace {
    var client: Int
    var identifier: UInt32
    var name: String
    var deadline: Instant
    var answers = 0
  }

  /// A line for a client, and whether its answer is complete with it.
  struct Line {
    var client: Int
    var response: ControlResponse?
    var isLast = false
    var failure: ControlFailure?
  }

  private(set) var pings: [Ping] = []
  private(set) var traces: [Trace] = []

  /// Whether there is room for one more.
  var hasRoom: Bool { pings.count + traces.count < RuntimeLimits.diagnostics }

  /// When something is due: a probe to be sent, or the end of a wait.
  var nextDeadline: Instant {
    let probes = pings.map { ping in
      let timeout = ping.outstanding.first.map { $0.sentAt + Self.timeout } ?? .never
      return min(ping.left == 0 ? .never : ping.nextAt, timeout)
    }
    return (probes + traces.map(\.deadline)).min() ?? .never
  }

  mutating func add(_ ping: Ping) { pings.append(ping) }

  mutating func add(_ trace: Trace) { traces.append(trace) }

  /// Forgets what a client asked for that has left.
  mutating func forget(where isGone: (Int) -> Bool) {
    pings.removeAll { isGone($0.client) }
    traces.removeAll { isGone($0.client) }
  }

  /// The pings whose next probe is due, by place.
  func due(at now: Instant) -> [Int] {
    pings.indices.filter {
      pings[$0].left != 0 && pings[$0].nextAt <= now
        && pings[$0].outstanding.count < RuntimeLimits.probesOutstanding
    }
  }

  /// Notes that a ping's probe was sent.
  mutating func sent(_ index: Int, identifier: UInt32, now: Instant) {
    pings[index].sequence += 1
    pings[index].left = pings[index].left.map { $0 - 1 }
    pings[index].nextAt = now + pings[index].interval
    pings[index].outstanding.append(
      Probe(identifier: identifier, sequence: pings[index].sequence, sentAt: now))
  }

  /// Takes in the answer to a probe.
  mutating func answered(_ result: ProbeResult) -> [Line] {
    for index in pings.indices {
      guard
        let place = pings[index].outstanding.firstIndex(where: {
          $0.identifier == result.identifier
        })
      else { continue }
      let probe = pings[index].outstanding.remove(at: place)
      return [line(index, probe, result.roundTrip)] + finish(index)
    }
    return []
  }

  /// Takes in the answer of one node to a trace.
  mutating func answered(_ result: TraceResult, by name: String) -> [Line] {
    guard let index = traces.firstIndex(where: { $0.identifier == result.identifier }) else {
      return []
    }
    traces[index].answers += 1
    let report = TraceReport(
      hop: result.hop, name: name, node: result.node.description,
      isDestination: result.isDestination,
      roundTripMilliseconds: result.roundTrip.inMilliseconds)
    let line = Line(
      client: traces[index].client, response: .trace(report), isLast: result.isDestination)
    if result.isDestination { traces.remove(at: index) }
    return [line]
  }

  /// Gives up on what has been waited for too long.
  mutating func expire(at now: Instant) -> [Line] {
    var lines: [Line] = []
    for index in pings.indices.reversed() {
      while let probe = pings[index].outstanding.first, probe.sentAt + Self.timeout <= now {
        pings[index].outstanding.removeFirst()
        lines.append(line(index, probe, nil))
      }
      lines += finish(index)
    }
    for trace in traces where trace.deadline <= now {
      let problem = "no answer from `\(trace.name)` within \(Self.timeout.inSeconds) s"
      let remedy =
        trace.answers == 0
        ? "See `selvedge links` for the links that work."
        : "The packet or the answer was lost behind the last node above; try again."
      lines.append(
        Line(
          client: trace.client, isLast: true,
          failure: ControlFailure(problem: problem, remedy: remedy)))
    }
    traces.removeAll { $0.deadline <= now }
    return lines
  }

  private func line(_ index: Int, _ probe: Probe, _ roundTrip: Interval?) -> Line {
    let ping = pings[index]
    return Line(
      client: ping.client,
      response: .ping(
        PingReport(
          node: ping.name, trafficClass: ping.className, sequence: probe.sequence,
          roundTripMilliseconds: roundTrip?.inMilliseconds)))
  }

  /// The end of a ping whose probes are all answered or lost.
  private mutating func finish(_ index: Int) -> [Line] {
    guard pings[index].left == 0, pings[index].outstanding.isEmpty else { return [] }
    return [Line(client: pings.remove(at: index).client, isLast: true)]
  }
}
