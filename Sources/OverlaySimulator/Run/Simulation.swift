public import OverlayCore
import OverlaySecurity

/// Real nodes in virtual time over a modelled network, with test traffic, faults and checkers.
///
/// The nodes are the daemon's own, keys and encryption included; only their clock, their sockets
/// and their randomness are the simulation's. A run is decided by its configuration alone: two
/// runs of one configuration leave equal fingerprints.
public final class Simulation {
  let configuration: SimulationConfiguration
  let faults: [FaultEvent]
  let presharedKey: [UInt8]
  var random: SeededRandom
  var network: NetworkModel
  var hosts: [SimulatedHost]
  var queue = EventQueue()
  var arena = DatagramArena(slotsMax: Simulation.datagramsMax)
  var scratch = [UInt8](repeating: 0, count: DatagramArena.slotBytes)
  /// The present.
  public internal(set) var now = Instant.zero
  /// Wake-ups since the clock last moved; see ``wakesAtOnceMax``.
  var wakesAtOnce = 0

  var loops = ForwardingLoopChecker()
  var deliveries = DeliveryChecker()
  var recovery: RecoveryChecker
  var paths: LivePaths
  var control: ControlTrafficMeter
  var report = SimulationReport()

  /// Datagrams under way at once, and more than any sane run reaches.
  static let datagramsMax = 65_536
  /// A node that asks to be woken again and again without time passing will never stop.
  static let wakesAtOnceMax = 100_000
  /// Between two looks of the checkers.
  static let inspectionInterval = Interval.milliseconds(50)
  /// The wall clock at the start: credentials and handshakes carry it. 2001-01-08, the first day
  /// of the paper's measurements, for want of a better.
  static let unixSecondsAtStart: UInt64 = 978_912_000

  /// Sets up hosts, keys and credentials, and starts every host that is not absent.
  public init(_ configuration: SimulationConfiguration) throws {
    self.configuration = configuration
    let hostCount = configuration.network.hostCount
    precondition(hostCount <= Limits.membersMax, "more hosts than a mesh has members")
    faults = configuration.plan.timeline
    network = configuration.network
    random = SeededRandom(seed: configuration.seed)
    var entropy = Entropy.seeded(random.next())
    var authority = try NetworkAuthority(
      addresses: Self.overlayAddresses(), entropy: &entropy)
    presharedKey = authority.presharedKey
    hosts = []
    for index in 0..<hostCount {
      let key = StaticKey(entropy: &entropy)
      let credential = try authority.issue(
        name: "host-\(index)", keys: key.publicKeys, now: Self.unixSecondsAtStart)
      hosts.append(SimulatedHost(index: index, key: key, credential: credential))
    }
    recovery = RecoveryChecker(
      streams: configuration.streams.map {
        ($0.source, $0.destination, max($0.start, configuration.settledAt))
      }, bound: configuration.recoveryBound)
    paths = LivePaths(hostCount: hostCount)
    control = ControlTrafficMeter(hostCount: hostCount, now: .zero)
    for index in 0..<hostCount where !configuration.absent.contains(index) {
      try start(index)
      // What is there from the beginning is counted on once the mesh has settled.
      hosts[index].readyAt = .zero
    }
    schedule()
  }

  private static func overlayAddresses() throws -> AddressPrefix {
    guard let range = AddressPrefix("10.77.0.0/16") else { throw AuthorityError.badAddressRange }
    return range
  }

  private func schedule() {
    for (index, fault) in faults.enumerated() {
      queue.push(.fault(index: index), due: fault.time)
    }
    for (index, stream) in configuration.streams.enumerated() {
      queue.push(.traffic(stream: index), due: stream.start)
    }
    queue.push(.inspection, due: configuration.settledAt)
  }

  /// Runs to the end and reports.
  public func run() throws -> SimulationReport {
    try advance(to: .zero + configuration.duration)
    return finish()
  }

  /// Runs until virtual time has reached `end`.
  public func advance(to end: Instant) throws {
    while let (due, event) = queue.pop(through: end) {
      if due > now { wakesAtOnce = 0 }
      now = max(now, due)
      report.events += 1
      switch event {
      case .arrival(let slot): arrive(slot)
      case .wake(let host): wake(host, due: due)
      case .traffic(let stream): sendTestPacket(of: stream)
      case .fault(let index): try strike(faults[index].action)
      case .start(let host): try start(host)
      case .inspection: inspect()
      }
    }
    now = max(now, end)
  }

  private func finish() -> SimulationReport {
    report.packetsSent = deliveries.sentCount
    report.packetsDelivered = deliveries.deliveredCount
    report.gaps = recovery.gaps
    report.longestGap = recovery.longestGap
    report.hopsMax = loops.hopsMax
    report.controlBitsPerSecond = hosts.indices.map { control.bitsPerSecond(of: $0, until: now) }
    return report
  }

  func note(_ violation: Violation?) {
    guard let violation, report.violations.count < SimulationReport.violationsMax else { return }
    report.violations.append(violation)
  }
}
