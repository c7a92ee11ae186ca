public import OverlayCore
internal import Synchronization

/// Where the threads of applications and the loop of their node meet.
///
/// Nothing here waits for the loop while it holds the lock, and the loop never waits for an
/// application: what an application does not take in time is dropped and counted, and what it sends
/// too fast is refused or has to wait outside.
public final class ApplicationExchange: Sendable {
  private struct State: ~Copyable {
    var outgoing = DatagramRing<OutgoingDatagram>(
      capacity: RuntimeLimits.applicationOutgoing, bytesEach: ApplicationPort.payloadBytesMax)
    var ports: [UInt16: ApplicationPort] = [:]
    var jobs: [@Sendable ((any ApplicationHost)?) -> Void] = []
    var listeners: [UInt64: ApplicationListener] = [:]
    /// Who waits until datagrams can be queued again.
    var waiters: [CheckedContinuation<Void, Never>] = []
    var tickets: UInt64 = 0
    var nextPort = ApplicationExchange.ephemeralPorts.lowerBound
    var isStopped = false
  }

  /// Ports that are given to applications which ask for none in particular: of the dynamic range of
  /// RFC 6335, section 6, what forwarded ports leave.
  static let ephemeralPorts: ClosedRange<UInt16> =
    (PortForwarder.firstProgramPort + UInt16(RuntimeLimits.forwardPeers))...UInt16.max

  private let waker: Waker
  private let hasWork = Atomic(false)
  private let state = Mutex(State())
  /// Ports that the node itself serves, by forwarding.
  private let reserved: Set<UInt16>

  init(_ waker: Waker, reserved: Set<UInt16>) {
    self.waker = waker
    self.reserved = reserved
  }

  /// Wakes the loop, once for all that has come since it last looked.
  func rouse() {
    if !hasWork.exchange(true, ordering: .acquiringAndReleasing) { waker.wake() }
  }

  // MARK: Ports

  /// Why a port was not opened.
  public enum PortRefusal: Error, Hashable, Sendable {
    /// Another application has it, or a forwarded port.
    case inUse
    /// As many are open as may be.
    case tooMany
    /// The node has stopped.
    case stopped
  }

  /// Opens a port; nil for any that is free.
  public func open(
    _ number: UInt16?, capacity: Int, overflow: ApplicationOverflow
  ) throws(PortRefusal) -> ApplicationPort {
    try state.withLock { state throws(PortRefusal) in
      guard !state.isStopped else { throw .stopped }
      guard state.ports.count < RuntimeLimits.applicationPorts else { throw .tooMany }
      var chosen = number ?? state.nextPort
      if number == nil {
        // More ports than may be open, so one of them is free.
        while state.ports[chosen] != nil || reserved.contains(chosen) {
          chosen = Self.ephemeralPort(after: chosen)
        }
        state.nextPort = Self.ephemeralPort(after: chosen)
      }
      let isForwarded =
        PortForwarder.firstProgramPort..<Self.ephemeralPorts.lowerBound ~= chosen
      guard state.ports[chosen] == nil, !reserved.contains(chosen), !isForwarded else {
        throw .inUse
      }
      let port = ApplicationPort(number: chosen, capacity: capacity, overflow: overflow)
      state.ports[chosen] = port
      return port
    }
  }

  private static func ephemeralPort(after port: UInt16) -> UInt16 {
    port == ephemeralPorts.upperBound ? ephemeralPorts.lowerBound : port + 1
  }

  /// Closes a port.
  public func close(_ port: ApplicationPort) {
    state.withLock { state in
      if state.ports[port.number] === port { state.ports[port.number] = nil }
    }
    port.close()
  }

  /// The open port of a number.
  func port(_ number: UInt16) -> ApplicationPort? { state.withLock { $0.ports[number] } }

  // MARK: Datagrams out

  /// What became of an attempt to queue a datagram.
  public enum Submission: Hashable, Sendable {
    /// The loop will see to it.
    case queued
    /// As many wait as may.
    case full
    /// The node has stopped.
    case stopped
  }

  /// Queues a datagram for the loop; never waits. It must have at most
  /// ``ApplicationPort/payloadBytesMax``.
  ///
  /// - Parameter verdict: told once what became of a queued datagram, on the loop's thread: it must not
  ///   wait.
  public func submit(
    _ bytes: borrowing Span<UInt8>, to destination: ApplicationAddressee,
    from sourcePort: UInt16, to destinationPort: UInt16, trafficClass: TrafficClass,
    verdict: (@Sendable (ApplicationVerdict) -> Void)?
  ) -> Submission {
    let submission = state.withLock { state -> Submission in
      guard !state.isStopped else { return .stopped }
      guard !state.outgoing.isFull else { return .full }
      let isQueued = state.outgoing.append(
        bytes,
        OutgoingDatagram(
          destination: destination,
          header: DatagramHeader(source: sourcePort, destination: destinationPort),
          trafficClass: trafficClass, verdict: verdict))
      precondition(isQueued, "a datagram longer than any that may be sent")
      return .queued
    }
    if submission == .queued { rouse() }
    return submission
  }

  /// Waits until the loop has taken datagrams out, or has stopped.
  public func waitForRoom() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let waits = state.withLock { state in
        guard state.outgoing.isFull, !state.isStopped else { return false }
        state.waiters.append(continuation)
        return true
      }
      if !waits { continuation.resume() }
    }
  }

  // MARK: Questions

  /// Has the loop do something between two turns; it gets nil when the node has stopped.
  public func perform(_ job: @escaping @Sendable ((any ApplicationHost)?) -> Void) {
    let isQueued = state.withLock { state in
      if !state.isStopped { state.jobs.append(job) }
      return !state.isStopped
    }
    if isQueued { rouse() } else { job(nil) }
  }

  /// Asks the loop; nil when the node has stopped.
  public func ask<Answer: Sendable>(
    _ question: @escaping @Sendable (any ApplicationHost) -> Answer
  ) async -> Answer? {
    await withCheckedContinuation { continuation in
      perform { host in continuation.resume(returning: host.map(question)) }
    }
  }

  // MARK: Events

  /// Adds a listener and returns the number to remove it by; one that comes too late is told so.
  public func listen(_ listener: ApplicationListener) -> UInt64? {
    let ticket = state.withLock { state -> UInt64? in
      guard !state.isStopped else { return nil }
      state.tickets += 1
      state.listeners[state.tickets] = listener
      return state.tickets
    }
    if ticket == nil { listener.end() }
    return ticket
  }

  /// Removes a listener.
  public func unlisten(_ ticket: UInt64) {
    _ = state.withLock { $0.listeners.removeValue(forKey: ticket) }
  }

  /// Those who want to hear of events.
  var listeners: [ApplicationListener] { state.withLock { Array($0.listeners.values) } }

  // MARK: The loop's side

  /// Whether there is something to do since the last call.
  func takeSignal() -> Bool {
    guard hasWork.load(ordering: .relaxed) else { return false }
    return hasWork.exchange(false, ordering: .acquiringAndReleasing)
  }

  func takeJobs() -> [@Sendable ((any ApplicationHost)?) -> Void] {
    state.withLock { state in
      defer { state.jobs = [] }
      return state.jobs
    }
  }

  /// Moves the oldest datagram that waits into a buffer, where it begins at `offset`; nil when none
  /// waits.
  func takeOutgoing(
    into buffer: inout MutableSpan<UInt8>, at offset: Int
  ) -> (datagram: OutgoingDatagram, length: Int)? {
    var waiter: CheckedContinuation<Void, Never>?
    let taken = state.withLock { state -> (datagram: OutgoingDatagram, length: Int)? in
      guard let datagram = state.outgoing.firstEntry else { return nil }
      let length = state.outgoing.firstLength
      state.outgoing.copyFirst(to: &buffer, at: offset)
      state.outgoing.removeFirst()
      if !state.waiters.isEmpty { waiter = state.waiters.removeFirst() }
      return (datagram, length)
    }
    waiter?.resume()
    return taken
  }

  /// Ends everything: the loop turns no more. Can be called twice.
  public func stop() {
    var jobs: [@Sendable ((any ApplicationHost)?) -> Void] = []
    var verdicts: [@Sendable (ApplicationVerdict) -> Void] = []
    var listeners: [ApplicationListener] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
    var ports: [ApplicationPort] = []
    state.withLock { state in
      state.isStopped = true
      while let datagram = state.outgoing.firstEntry {
        if let verdict = datagram.verdict { verdicts.append(verdict) }
        state.outgoing.removeFirst()
      }
      (jobs, listeners) = (state.jobs, Array(state.listeners.values))
      (waiters, ports) = (state.waiters, Array(state.ports.values))
      (state.jobs, state.listeners, state.waiters, state.ports) = ([], [:], [], [:])
    }
    for port in ports { port.close() }
    for job in jobs { job(nil) }
    for verdict in verdicts { verdict(.stopped) }
    for listener in listeners { listener.end() }
    for waiter in waiters { waiter.resume() }
  }
}
