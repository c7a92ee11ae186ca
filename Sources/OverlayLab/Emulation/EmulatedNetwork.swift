public import OverlayCore
public import OverlaySimulator

/// The emulator without its sockets: datagrams under way by when they are due, and the faults
/// that strike meanwhile.
///
/// A value driven by whoever owns the sockets or devices: take a slot with ``reserve()``, put the
/// bytes there, say what they are with ``submit(_:length:from:to:at:)``, take out what is due with
/// ``next(at:)``, sleep until ``nextDue``. The bytes stay with the driver, one buffer for each slot,
/// so that they can be read from the kernel where they lie and written from there. Time counts from
/// the start of the run, as the fault plan's does. Steady state allocates nothing.
public struct EmulatedNetwork: Sendable {
  /// What is due.
  public enum Step: Hashable, Sendable {
    /// The datagram in `slot` reaches `destination` and seems to come from `source`. The slot is to
    /// be given back with ``release(_:)``.
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

  private struct Flight {
    var source = EmulatedEndpoint(host: 0, port: 0)
    var destination = EmulatedEndpoint(host: 0, port: 0)
    var length = 0
    /// How often it is still to be given back: twice when it arrives twice.
    var copies = 0
  }

  /// The model, to be looked at and changed while the run goes on.
  public var network: NetworkModel
  /// What has become of the datagrams so far.
  public private(set) var counters = Counters()
  /// How many slots there are, numbered from zero.
  public let datagramsMax: Int
  private let headerBytes: Int
  private var queue = EventQueue(capacity: 4096)
  private var flights: [Flight] = []
  /// Slots that were used and are free, the one used last first, since its bytes are in the cache.
  private var free: [Int] = []
  private let faults: [FaultEvent]

  /// Room for this many datagrams under way by default: 100 ms of 1 Gbit/s in 1,500-byte packets.
  public static let datagramsMaxDefault = 8192

  /// A network that behaves like `network` and suffers `plan`. `headerBytes` is what each datagram
  /// weighs on the wire besides its own length.
  public init(
    network: NetworkModel, plan: FaultPlan = FaultPlan(),
    datagramsMax: Int = datagramsMaxDefault, headerBytes: Int = ControlTrafficMeter.headerBytes
  ) {
    precondition(datagramsMax > 0, "a network without room")
    self.network = network
    self.datagramsMax = datagramsMax
    self.headerBytes = headerBytes
    flights.reserveCapacity(datagramsMax)
    free.reserveCapacity(datagramsMax)
    faults = plan.timeline
    for (index, fault) in faults.enumerated() {
      queue.push(.fault(index: index), due: fault.time)
    }
  }

  /// When ``next(at:)`` will have something; `never` when nothing is under way.
  public var nextDue: Instant { queue.nextDue }

  /// How many datagrams are under way or about to be submitted.
  public var count: Int { flights.count - free.count }

  /// Takes a slot for a datagram; nil when there is no room, which counts as overflow.
  public mutating func reserve() -> Int? {
    if let slot = free.popLast() {
      flights[slot].copies = 1
      return slot
    }
    guard flights.count < datagramsMax else {
      counters.overflowed += 1
      return nil
    }
    flights.append(Flight(copies: 1))
    return flights.count - 1
  }

  /// A host sent the datagram of `length` bytes in a reserved slot. What is lost gives the slot back.
  @discardableResult
  public mutating func submit(
    _ slot: Int, length: Int, from source: EmulatedEndpoint, to destination: EmulatedEndpoint,
    at now: Instant
  ) -> Fate {
    counters.submitted += 1
    guard source.host < network.hostCount, destination.host < network.hostCount else {
      return lose(slot, .unreachable)
    }
    flights[slot].source = source
    flights[slot].destination = destination
    flights[slot].length = length
    let fate = network.send(
      length + headerBytes, from: source.host, to: destination.host, at: now)
    switch fate {
    case .lost(let reason): return lose(slot, reason)
    case .arrives(let due): queue.push(.arrival(slot: slot), due: due)
    case .arrivesTwice(let first, let second):
      flights[slot].copies = 2
      queue.push(.arrival(slot: slot), due: first)
      queue.push(.arrival(slot: slot), due: second)
    }
    return fate
  }

  private mutating func lose(_ slot: Int, _ reason: LossReason) -> Fate {
    counters.lost += 1
    release(slot)
    return .lost(reason)
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
        return .delivery(
          slot: slot, source: flights[slot].source, destination: flights[slot].destination)
      case .wake, .traffic, .start, .inspection:
        // The emulator schedules none of these.
        continue
      }
    }
    return nil
  }

  /// The length of a datagram that is due.
  public func length(of slot: Int) -> Int { flights[slot].length }

  /// Gives the datagram's slot back.
  public mutating func release(_ slot: Int) {
    precondition(flights[slot].copies > 0, "the slot was given back already")
    flights[slot].copies -= 1
    if flights[slot].copies == 0 { free.append(slot) }
  }
}
