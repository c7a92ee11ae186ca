import OverlayCore

/// What became of test packets, by the minute in which they set out.
struct PacketLedger {
  private struct Minute {
    var sent = 0
    var delivered = 0
    var delay = 0.0
    var hops = 0
    var nodes = 0
  }

  private var minutes: [Minute] = []

  var hasPackets: Bool { minutes.contains { $0.sent > 0 } }

  mutating func add(_ packet: TestPacket) {
    let minute = reach(packet.sent)
    minutes[minute].sent += 1
    guard packet.isDelivered else { return }
    minutes[minute].delivered += 1
    minutes[minute].delay += (packet.delivered - packet.sent).inMilliseconds
    minutes[minute].hops += packet.hops
  }

  /// Notes how many nodes run.
  mutating func noteNodes(_ count: Int, at now: Instant) {
    let minute = reach(now)
    minutes[minute].nodes = count
  }

  private mutating func reach(_ time: Instant) -> Int {
    let minute = Int(time.nanoseconds / 60_000_000_000)
    while minutes.count <= minute { minutes.append(Minute()) }
    return minute
  }

  var series: ScenarioSeries {
    var series = ScenarioSeries(
      name: "packets",
      columns: ["minute", "nodes", "sent", "success", "latency_ms", "hops"])
    for (number, minute) in minutes.enumerated() where minute.sent > 0 {
      let delivered = Double(max(minute.delivered, 1))
      series.rows.append([
        Double(number), Double(minute.nodes), Double(minute.sent), Self.success(minute),
        minute.delay / delivered, Double(minute.hops) / delivered,
      ])
    }
    return series
  }

  /// Success in each minute, and over all of them.
  var measures: [ScenarioMeasure] {
    guard hasPackets else { return [] }
    var measures: [ScenarioMeasure] = []
    for (number, minute) in minutes.enumerated() where minute.sent > 0 {
      measures.append(ScenarioMeasure("success-minute-\(number)", Self.success(minute)))
    }
    let last = minutes.suffix(5).filter { $0.sent > 0 }
    let sent = last.reduce(0) { $0 + $1.sent }
    let delivered = last.reduce(0) { $0 + $1.delivered }
    measures.append(ScenarioMeasure("success-last-5", Double(delivered) / Double(max(sent, 1))))
    measures.append(
      ScenarioMeasure(
        "success-least",
        minutes.filter { $0.sent > 0 }
          .map(Self.success).min() ?? 0))
    return measures
  }

  private static func success(_ minute: Minute) -> Double {
    Double(minute.delivered) / Double(max(minute.sent, 1))
  }
}
