internal import OverlaySecurity
internal import Synchronization

/// A numbered port of a node where an application's datagrams arrive.
///
/// The loop copies each datagram into a buffer that was allocated with the port; the application
/// takes it out on a thread of its own, by whichever of the ways suits it: by waiting, by asking, or
/// by polling ``descriptor()``. They can be mixed, and each datagram is taken once.
public final class ApplicationPort: Sendable {
  private struct State: ~Copyable {
    var ring: DatagramRing<ApplicationDatagram>
    var counters = ApplicationPortCounters()
    var isClosed = false
    /// Who waits for a datagram, in the order in which they came.
    var waiters: [(ticket: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
    var tickets: UInt64 = 0
    /// Readable while datagrams wait; made once somebody asks for it.
    var signal: Waker?
  }

  /// Bytes of the largest datagram of an application: what a path of 1,500 bytes carries.
  public static let payloadBytesMax =
    PacketLayout.sentPayloadBytesMax - DatagramHeader.byteCount

  /// The port's number.
  public let number: UInt16
  private let overflow: ApplicationOverflow
  private let state: Mutex<State>

  /// A port with room for `capacity` datagrams.
  init(number: UInt16, capacity: Int, overflow: ApplicationOverflow) {
    self.number = number
    self.overflow = overflow
    state = Mutex(
      State(ring: DatagramRing(capacity: capacity, bytesEach: ApplicationPort.payloadBytesMax)))
  }

  /// What became of its datagrams.
  public var counters: ApplicationPortCounters { state.withLock { $0.counters } }

  // MARK: The loop's side

  /// Queues a datagram; false when one had to go because the queue is full.
  func deliver(_ bytes: borrowing Span<UInt8>, _ datagram: ApplicationDatagram) -> Bool {
    var waiter: CheckedContinuation<Void, Never>?
    let fits = state.withLock { state in
      // Closed a moment ago: as if it had come a moment later.
      guard !state.isClosed else { return true }
      let fits = !state.ring.isFull
      if !fits {
        state.counters.overflowed += 1
        guard overflow == .dropOldest else { return false }
        state.ring.removeFirst()
      }
      guard state.ring.append(bytes, datagram) else { return false }
      state.counters.received += 1
      if state.ring.count == 1 { state.signal?.wake() }
      if !state.waiters.isEmpty { waiter = state.waiters.removeFirst().continuation }
      return fits
    }
    waiter?.resume()
    return fits
  }

  /// Takes no more datagrams. Those that wait can still be taken; whoever waits for others is told
  /// that none will come.
  func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      // Readable for good: a poll must not wait for what never comes.
      state.signal?.wake()
      defer { state.waiters = [] }
      return state.waiters.map(\.continuation)
    }
    for waiter in waiters { waiter.resume() }
  }

  // MARK: The application's side

  /// Whether the port takes datagrams.
  public var isOpen: Bool { state.withLock { !$0.isClosed } }

  /// Takes the oldest datagram that waits; nil when there is none. Never waits.
  public func take() -> (datagram: ApplicationDatagram, bytes: [UInt8])? {
    state.withLock { state in
      guard !state.ring.isEmpty, let datagram = state.ring.firstEntry else { return nil }
      let bytes = state.ring.firstBytes
      Self.removeFirst(&state)
      return (datagram, bytes)
    }
  }

  /// Takes the oldest datagram that waits into a buffer of the caller's, without allocating; nil when
  /// there is none. What does not fit is cut off, and ``ApplicationDatagram/byteCount`` tells.
  public func take(into buffer: inout MutableSpan<UInt8>) -> ApplicationDatagram? {
    state.withLock { state in
      guard !state.ring.isEmpty, let datagram = state.ring.firstEntry else { return nil }
      state.ring.copyFirst(to: &buffer, at: 0)
      Self.removeFirst(&state)
      return datagram
    }
  }

  private static func removeFirst(_ state: inout State) {
    state.ring.removeFirst()
    if state.ring.isEmpty, !state.isClosed { _ = state.signal?.drain() }
  }

  /// Waits for the next datagram; nil when the port is closed and none waits, or the task is
  /// cancelled.
  public func next() async -> (datagram: ApplicationDatagram, bytes: [UInt8])? {
    while !Task.isCancelled {
      if let taken = take() { return taken }
      guard isOpen else { return take() }
      await waitForDatagram()
    }
    return nil
  }

  private func waitForDatagram() async {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let waits = state.withLock { state in
          guard state.ring.isEmpty, !state.isClosed, !Task.isCancelled else { return false }
          state.waiters.append((ticket, continuation))
          return true
        }
        if !waits { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.ticket == ticket }.map {
          state.waiters.remove(at: $0).continuation
        }
      }
      waiter?.resume()
    }
  }

  /// A descriptor that is readable while datagrams wait, and once the port is closed: for `poll`,
  /// `epoll` or `select`. It belongs to the port; nobody else reads, writes or closes it.
  public func descriptor() throws(SystemError) -> Int32 {
    try state.withLock { state throws(SystemError) in
      if let signal = state.signal { return signal.descriptor }
      let signal = try Waker()
      if !state.ring.isEmpty || state.isClosed { signal.wake() }
      state.signal = signal
      return signal.descriptor
    }
  }
}
