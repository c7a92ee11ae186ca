public import OverlayCore
public import OverlaySimulator

/// The emulator without its sockets: datagrams under way by when they are due, and the faults
/// that strike meanwhile.
///
/// A value driven by whoever owns the sockets: put in what arrives with ``submit(_:from:to:at:)``,
/// take out what is due with ``next(at:)``, sleep until ``nextDue``. Time counts from the start of
/// the run, as the fault plan's does.
public struct EmulatedNetwork: Sendable {
  /// What is due.
  public enum Step: Hashable, Sendable {
    /// The datagram in `slot` reaches `destination` and seems to come from `source`. To be lent
    /// out with ``withDatagram(_:_:)`` and given back with ``release(_:)``.
    case delivery(slot: Int, source: EmulatedEndpoint, destination: EmulatedEndpoint)
    /// A fault strikes; it has been applied.
    case fault(FaultEvent)
  }

  /// What has become of the datagrams so far.
  public struct Counters: Hashable, Sendable {
    /// Datagrams that hosts sent.
    public var submitted: UInt64 = 0
    /// Datagrams that reached their receiver, duplicates included.
    public var delivered: UInt64 = 0
    /// Datagrams that the model took.
    public var lost: UInt64 = 0
    /// Datagrams for which there was no room. Anything but zero spoils the run's figures.
    public var overflowed: UInt64 = 0
  }

  /// The model, to be looked at and changed while the run goes on.
  public var network: NetworkModel
  /// What has become of the datagrams so far.
  public private(set) var counters = Counters()
  private var queue = EventQueue(capacity: 4096)
  private var arena: DatagramArena
  private let faults: [FaultEvent]

  /// Room for this many datagrams under way by default: 100 ms of 1 Gbit/s in 1,500-byte packets.
  public static let datagramsMaxDefault = 8192

  /// A network that behaves like `network` and suffers `plan`.
  public init(
    network: NetworkModel, plan: FaultPlan, datagramsMax: Int = datagramsMaxDefault
  ) {
    self.network = network
    arena = DatagramArena(slotsMax: datagramsMax)
    faults = plan.timeline
    for (index, fault) in faults.enumerated() {
      queue.push(.fault(index: index), due: fault.time)
    }
  }

  /// When ``next(at:)`` will have something; `never` when nothing is under way.
  public var nextDue: Instant { queue.nextDue }

  /// A host sent a datagram. Longer ones than ``DatagramArena/slotBytes`` count as lost.
  public mutating func submit(
    _ datagram: borrowing Span<UInt8>, from source: EmulatedEndpoint,
    to destination: EmulatedEndpoint, at now: Instant
  ) {
    counters.submitted += 1
    let byteCount = datagram.count + ControlTrafficMeter.headerBytes
    guard datagram.count <= DatagramArena.slotBytes,
      source.host < network.hostCount, destination.host < network.hostCount
    else {
      counters.lost += 1
      return
    }
    switch network.send(byteCount, from: source.host, to: destination.host, at: now) {
    case .lost: counters.lost += 1
    case .arrives(let due): hold(datagram, from: source, to: destination, until: due)
    case .arrivesTwice(let first, let second):
      hold(datagram, from: source, to: destination, until: first)
      hold(datagram, from: source, to: destination, until: second)
    }
  }

  private mutating func hold(
    _ datagram: borrowing Span<UInt8>, from source: EmulatedEndpoint,
    to destination: EmulatedEndpoint, until due: Instant
  ) {
    let header = DatagramArena.Header(
      sender: source.host, receiver: destination.host, sourcePort: Int(source.port),
      destinationPort: Int(destination.port))
    guard let slot = arena.allocate(header, length: datagram.count) else {
      counters.overflowed += 1
      return
    }
    arena.write(datagram, range: 0..<datagram.count, to: slot)
    queue.push(.arrival(slot: slot), due: due)
  }

  /// The next step that is due; nil when there is none yet.
  public mutating func next(at now: Instant) -> Step? {
    while let (_, event) = queue.pop(through: now) {
      switch event {
      case .fault(let index):
        network.apply(faults[index].action)
        return .fault(faults[index])
      case .arrival(let slot):
        counters.delivered += 1
        let header = arena.header(of: slot)
        return .delivery(
          slot: slot,
          source: EmulatedEndpoint(host: header.sender, port: UInt16(header.sourcePort)),
          destination: EmulatedEndpoint(
            host: header.receiver, port: UInt16(header.destinationPort)))
      case .wake, .traffic, .start, .inspection:
        // The emulator schedules none of these.
        continue
      }
    }
    return nil
  }

  /// Lends the bytes of a datagram that is due.
  public mutating func withDatagram<Result, Failure>(
    _ slot: Int, _ body: (inout MutableSpan<UInt8>, _ length: Int) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let length = arena.length(of: slot)
    return try arena.withSlot(slot) { (bytes) throws(Failure) in try body(&bytes, length) }
  }

  /// Gives the datagram's slot back.
  public mutating func release(_ slot: Int) {
    arena.release(slot)
  }
}
