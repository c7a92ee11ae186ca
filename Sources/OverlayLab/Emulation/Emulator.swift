public import OverlayCore
public import OverlayRuntime
public import OverlaySimulator

/// The emulated network with its sockets, on the caller's event loop.
///
/// It owns one socket for every port of every host; the loop reports them under the tokens that
/// ``register(with:)`` gave. One thread is enough: a datagram costs two system calls at most, in
/// batches less, and the four sites of a demonstration send some thousands in a second.
public struct Emulator: ~Copyable {
  /// The network without its sockets.
  public var network: EmulatedNetwork
  /// The ports that every host has.
  public let ports: [UInt16]
  private let sockets: [EmulatorSocket]
  private let visitors: VisitorDesk
  private let indices: [EmulatedEndpoint: Int]
  private var batch = DatagramBatch()
  /// The bytes of what is under way, by slot.
  private let datagrams: PacketArena
  /// Slots that a socket's queue points into until it is flushed.
  private var outgoing: [Int] = []

  /// Opens the sockets of `ports` for every host of the network.
  public init(_ network: EmulatedNetwork, ports: [UInt16]) throws {
    self.network = network
    self.ports = ports
    datagrams = PacketArena(count: network.datagramsMax)
    outgoing.reserveCapacity(RuntimeLimits.sendQueue)
    var sockets: [EmulatorSocket] = []
    var indices: [EmulatedEndpoint: Int] = [:]
    for host in 0..<network.network.hostCount {
      for port in ports {
        let endpoint = EmulatedEndpoint(host: host, port: port)
        indices[endpoint] = sockets.count
        sockets.append(try EmulatorSocket(endpoint))
      }
    }
    visitors = try VisitorDesk()
    self.sockets = sockets
    self.indices = indices
  }

  /// Has the loop watch the sockets; they report as `underlay` with their number.
  public func register(with loop: borrowing EventLoop) throws {
    for (index, socket) in sockets.enumerated() {
      try loop.add(socket.socket.descriptor, token: EventToken(.underlay, index: index))
    }
    try loop.add(visitors.descriptor, token: EventToken(.underlay, index: sockets.count))
  }

  /// When ``advance(to:)`` is next due.
  public var nextDeadline: Instant { network.nextDue }

  /// Takes in what has arrived on a socket. From a host's port that is not emulated nothing is
  /// taken, since an answer could not find its way back; from any other address it is passed on
  /// as a visitor's, without the model.
  public mutating func receive(on index: Int, now: Instant) {
    guard index < sockets.count else {
      return visitors.passOut { endpoint in indices[endpoint].map { sockets[$0] } }
    }
    let socket = sockets[index]
    repeat {
      // An error of an earlier send, such as a port that nobody listens on, ends this round only.
      guard (try? socket.socket.receive(into: &batch)) ?? 0 > 0 else { return }
      for number in 0..<batch.count {
        let length = batch.length(number)
        guard let source = EmulatedAddressing.endpoint(local: batch.source(number)) else {
          visitors.passIn(
            batch.arena, buffer: number, length: length, from: batch.source(number),
            to: socket.endpoint)
          continue
        }
        guard indices[source] != nil, let slot = network.reserve() else { continue }
        batch.arena[number].copy(0..<length, to: datagrams[slot], at: 0)
        network.submit(slot, length: length, from: source, to: socket.endpoint, at: now)
      }
    } while batch.count == batch.arena.count || socket.socket.hasPending
  }

  /// Sends what is due and returns the faults that struck.
  public mutating func advance(to now: Instant) -> [FaultEvent] {
    var faults: [FaultEvent] = []
    while let step = network.next(at: now) {
      switch step {
      case .fault(let fault): faults.append(fault)
      case .delivery(let slot, let source, let destination):
        send(slot, from: source, to: destination)
      }
    }
    flush()
    return faults
  }

  private mutating func send(
    _ slot: Int, from source: EmulatedEndpoint, to destination: EmulatedEndpoint
  ) {
    guard let index = indices[source] else { return network.release(slot) }
    if outgoing.count == RuntimeLimits.sendQueue { flush() }
    _ = sockets[index].queue.append(
      datagrams, buffer: slot, range: 0..<network.length(of: slot),
      to: EmulatedAddressing.local(destination))
    outgoing.append(slot)
  }

  private mutating func flush() {
    guard !outgoing.isEmpty else { return }
    for socket in sockets where socket.queue.count > 0 {
      _ = socket.queue.flush(through: socket.socket)
    }
    for slot in outgoing { network.release(slot) }
    outgoing.removeAll(keepingCapacity: true)
  }
}
