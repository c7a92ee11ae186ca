public import OverlayCore

/// Who is there at the start of a run, and who comes and goes during it.
public struct ChurnSchedule: Hashable, Sendable {
  /// For each host, whether a node is on it from the start.
  public var present: [Bool]
  /// What happens, earliest first.
  public var events: [ChurnEvent]

  /// A schedule; `events` are in order of time.
  public init(present: [Bool], events: [ChurnEvent]) {
    self.present = present
    self.events = events
  }

  /// The number of hosts, which are named `0..<hostCount`.
  public var hostCount: Int { present.count }

  /// For each host, whether a node is on it after the events of `time` and before.
  public func present(at time: Instant) -> [Bool] {
    var present = present
    for event in events.prefix(while: { $0.time <= time }) {
      present[event.host] = event.kind == .join
    }
    return present
  }

  /// The run of Tapestry's figures 20 and 21: 150 nodes; at five minutes 30 of them are killed; at
  /// ten minutes 75 join in parallel; from fifteen minutes nodes come and go every ten seconds and
  /// stay for two minutes in the mean.
  ///
  /// The paper does not say how many come; here as many as go, so that about 195 stay present. Nor
  /// does it say whether they take their leave: `crashShare` of them do not, by default half.
  public static func tapestryChurn(
    seed: UInt64, until end: Instant, crashShare: Double = 0.5
  ) -> ChurnSchedule {
    var random = SeededRandom(seed: seed)
    let (first, killed, joining) = (150, 30, 75)
    let minute = Interval.seconds(60)
    let present = (0..<first + joining).map { $0 < first }
    let victims = Array(0..<first).shuffled(using: &random).prefix(killed).sorted()
    let kills = victims.map { ChurnEvent(.zero + minute * 5, host: $0, .crash) }
    let joins = (first..<first + joining).map { ChurnEvent(.zero + minute * 10, host: $0, .join) }
    var schedule = ChurnSchedule(
      present: present, events: (kills + joins).filter { $0.time < end })
    let population = first - killed + joining
    let process = ChurnProcess(
      meanStay: minute * 2, population: population, of: first + joining, step: .seconds(10),
      crashShare: crashShare)
    let start = Instant.zero + minute * 15
    schedule.events += process.events(
      present: schedule.present(at: start), from: start, until: end, seed: random.next())
    return schedule
  }
}
