/// What the other members said about their own links.
struct LinkStateDatabase {
  /// One member's best link to another, as it told us.
  struct Report {
    var state = LinkState.down
    // As they are on the wire: thousands of simulated nodes have thousands of reports each.
    private var variationUnits: UInt16 = 0
    private var deliveredCode: UInt16 = 0
    var roundTrip = Interval.zero
    var loss = 0.0
    /// The largest datagram that goes there whole.
    var datagramBytes = Limits.datagramBytesBase
    /// Until then the member refused to relay there, whatever its last update said.
    var refusedUntil = Instant.zero

    init() {}

    init(_ entry: LinkStateUpdate.Entry) {
      state = entry.state
      roundTrip = entry.roundTrip
      loss = entry.loss
      datagramBytes = entry.datagramBytes
      variationUnits = UInt16(
        clamping: entry.variation.nanoseconds / LinkStateUpdate.unit.nanoseconds)
      deliveredCode = CompactRate.encode(entry.delivered)
    }

    /// What it says of the path that the link is.
    var path: PathQuality {
      PathQuality(
        roundTrip: roundTrip, loss: loss, variation: LinkStateUpdate.unit * UInt64(variationUnits),
        delivered: CompactRate.decode(deliveredCode))
    }
  }

  private var versions: [UInt64]
  private var reports: [Report]
  /// What applications reported; this node's own reports stand in slot 0's row.
  var metrics: MetricTable
  /// Values of applications' metrics that members sent and no definition allows.
  private(set) var metricValuesRefused: UInt64 = 0
  /// When to ask for everything again; `never` while nothing is owed.
  private var askAgainAt = Instant.never
  private let capacity: Int

  /// A database for the members in slots `0..<capacity`.
  init(capacity: Int) {
    self.capacity = capacity
    reports = Array(repeating: Report(), count: capacity * capacity)
    versions = Array(repeating: 0, count: capacity)
    metrics = MetricTable(capacity: capacity)
  }

  /// The version held of a member's link state; zero for none.
  func version(of origin: Int) -> UInt64 { versions[origin] }

  /// What `origin` said of its link to `destination`.
  func report(from origin: Int, to destination: Int) -> Report {
    reports[origin * capacity + destination]
  }

  /// In which state `origin` offers its link to `destination`; down while it refuses.
  func offer(from origin: Int, to destination: Int, now: Instant) -> LinkState {
    let report = reports[origin * capacity + destination]
    return report.refusedUntil <= now ? report.state : .down
  }

  /// Whether `origin` refuses to relay to `destination` at present.
  func isRefused(_ origin: Int, _ destination: Int, now: Instant) -> Bool {
    reports[origin * capacity + destination].refusedUntil > now
  }

  /// Whether anybody of those whose reports are kept up to date reports a working link to
  /// `destination`.
  func isReachable(_ destination: Int, by isCurrent: (Int) -> Bool) -> Bool {
    (0..<capacity).contains {
      reports[$0 * capacity + destination].state == .up && isCurrent($0)
    }
  }

  /// What an update did.
  enum Application {
    case applied
    /// It starts after the version that we hold: ask for what lies between.
    case gap
    /// We hold all of it.
    case old
  }

  /// Applies an update, if it continues what we hold. Nodes for which `slot` gives nil are
  /// skipped: they are asked for again once they are known (``askAgain()``). So are values of metrics
  /// that are not among `definitions`, or that a definition does not allow: composed with others those
  /// could make a path's cost negative, and so draw all traffic to their sender.
  mutating func apply(
    _ update: LinkStateUpdate, from origin: Int, defined definitions: [MetricDefinition],
    now: Instant, slot: (NodeID) -> Int?
  ) -> Application {
    guard update.fromVersion <= versions[origin] else { return .gap }
    guard update.toVersion > versions[origin] else { return .old }
    for entry in update.entries {
      guard let destination = slot(entry.node) else { continue }
      reports[origin * capacity + destination] = Report(entry)
      let values =
        entry.values.filter { value in
          definitions.contains { $0.number == value.metric && $0.allows(value.value) }
        }
      metricValuesRefused &+= UInt64(entry.values.count - values.count)
      metrics.replace(from: origin, to: destination, with: values, now: now)
    }
    versions[origin] = update.toVersion
    return .applied
  }

  /// Notes that `origin` refused to relay to `destination`.
  mutating func refuse(from origin: Int, to destination: Int, until: Instant) {
    reports[origin * capacity + destination].refusedUntil = until
  }

  /// Notes that `origin` found its way to `destination` narrower than it had told us; its next update
  /// about it is newer. True when that is news.
  mutating func narrow(from origin: Int, to destination: Int, datagramBytes: Int) -> Bool {
    let index = origin * capacity + destination
    guard datagramBytes < reports[index].datagramBytes else { return false }
    reports[index].datagramBytes = datagramBytes
    return true
  }

  /// Drops all that a member said, as when it is gone or has restarted.
  mutating func forget(_ origin: Int) {
    versions[origin] = 0
    for destination in 0..<capacity { reports[origin * capacity + destination] = Report() }
    metrics.forget(by: origin)
  }

  /// Drops all that was said about a member whose slot is given to another.
  mutating func forgetReports(about destination: Int) {
    for origin in 0..<capacity { reports[origin * capacity + destination] = Report() }
    metrics.forget(of: destination)
  }

  /// Asks for everything again, keeping what is known meanwhile: a member has become known that
  /// earlier updates may have spoken of.
  mutating func askAgain() {
    for origin in 0..<capacity { versions[origin] = 0 }
    askAgainAt = .never
  }

  /// The same at a later time, unless it is to be done before: one of a member that comes back so often
  /// that everybody would say everything without end.
  mutating func askAgain(at time: Instant) { askAgainAt = min(askAgainAt, time) }

  /// Does what was put off, when its time has come.
  mutating func askAgainIfDue(now: Instant) {
    if askAgainAt <= now { askAgain() }
  }
}
