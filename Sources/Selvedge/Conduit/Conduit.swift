public import OverlayCore
internal import OverlayRuntime

/// An application's end of the overlay, after RON's conduits (HotOS 2001, section 3): a numbered port
/// of a node that datagrams are sent from and arrive at.
///
/// What arrives can be had in three ways, which may be mixed; each datagram is taken once:
///
/// - as a sequence, `for await datagram in conduit.datagrams`;
/// - by callback, ``onDatagram(_:)``: the paper's notification;
/// - with a descriptor for `poll` or `epoll`, ``descriptor()``, and ``receive()`` or
///   ``receive(into:)``: the paper's select.
///
/// Datagrams wait in a queue of fixed size. What an application does not take in time is dropped and
/// counted in ``statistics``: the node never waits for an application. Nothing is sent again or put in
/// order, as with UDP; a datagram arrives whole, once, and from whom it says, or not at all.
public final class Conduit: Sendable {
  private let exchange: ApplicationExchange
  private let endpoint: ApplicationPort

  init(_ exchange: ApplicationExchange, _ endpoint: ApplicationPort) {
    self.exchange = exchange
    self.endpoint = endpoint
  }

  deinit {
    exchange.close(endpoint)
  }

  /// The port's number.
  public var port: UInt16 { endpoint.number }

  /// What became of the datagrams for this conduit.
  public var statistics: ConduitStatistics {
    let counters = endpoint.counters
    return ConduitStatistics(received: counters.received, overflowed: counters.overflowed)
  }

  /// Takes no more datagrams and gives the port back. Those that wait can still be taken, then sequences
  /// end. Happens by itself when the conduit is let go or its node stops.
  public func close() { exchange.close(endpoint) }

  // MARK: Sending

  /// Sends a datagram and returns when it has left this node.
  ///
  /// Waits its turn when many are to be sent, so a loop of these sends as fast as the node does and no
  /// faster. A member that is known but has no session yet is waited for, up to three seconds.
  ///
  /// - Parameters:
  ///   - payload: at most ``SelvedgeNode/maximumDatagramSize(to:class:)`` bytes.
  ///   - destination: a member of the network, this node included.
  ///   - port: the receiving port, or nil for the same as this conduit's.
  ///   - trafficClass: what the datagram asks of its path.
  /// - Throws: ``SelvedgeError/tooLarge(byteCount:limit:)``, ``SelvedgeError/unknownMember(_:)``,
  ///   ``SelvedgeError/unreachable(_:)``, ``SelvedgeError/forbidden(_:)`` or ``SelvedgeError/stopped``.
  public func send(
    _ payload: [UInt8], to destination: Destination, port: UInt16? = nil,
    class trafficClass: TrafficClass = .balanced
  ) async throws(SelvedgeError) {
    try checkSize(payload.count)
    let verdict = await withCheckedContinuation {
      (continuation: CheckedContinuation<ApplicationVerdict?, Never>) in
      let submission = queue(payload.span, destination, port, trafficClass) {
        continuation.resume(returning: $0)
      }
      switch submission {
      case .queued: break
      case .full: continuation.resume(returning: nil)
      case .stopped: continuation.resume(returning: .stopped)
      }
    }
    guard let verdict else {
      await exchange.waitForRoom()
      return try await send(payload, to: destination, port: port, class: trafficClass)
    }
    try Self.check(verdict, payload.count, destination)
  }

  /// Hands a datagram to the node and returns at once, from any thread.
  ///
  /// What the node finds out later, that the member is unknown or out of reach or the way too narrow, is
  /// counted and not told. Does not allocate when the destination is a ``Destination/node(_:)``.
  ///
  /// - Throws: ``SelvedgeError/queueFull`` when too many wait to be sent,
  ///   ``SelvedgeError/tooLarge(byteCount:limit:)`` when no way could carry it, or
  ///   ``SelvedgeError/stopped``.
  public func trySend(
    _ payload: borrowing Span<UInt8>, to destination: Destination, port: UInt16? = nil,
    class trafficClass: TrafficClass = .balanced
  ) throws(SelvedgeError) {
    try checkSize(payload.count)
    switch queue(payload, destination, port, trafficClass, nil) {
    case .queued: return
    case .full: throw .queueFull
    case .stopped: throw .stopped
    }
  }

  /// Hands a datagram to the node and returns at once, from any thread.
  public func trySend(
    _ payload: [UInt8], to destination: Destination, port: UInt16? = nil,
    class trafficClass: TrafficClass = .balanced
  ) throws(SelvedgeError) {
    try trySend(payload.span, to: destination, port: port, class: trafficClass)
  }

  private func checkSize(_ byteCount: Int) throws(SelvedgeError) {
    guard byteCount <= ApplicationPort.payloadBytesMax else {
      throw .tooLarge(byteCount: byteCount, limit: ApplicationPort.payloadBytesMax)
    }
    guard endpoint.isOpen else { throw .stopped }
  }

  private func queue(
    _ payload: borrowing Span<UInt8>, _ destination: Destination, _ port: UInt16?,
    _ trafficClass: TrafficClass, _ verdict: (@Sendable (ApplicationVerdict) -> Void)?
  ) -> ApplicationExchange.Submission {
    exchange.submit(
      payload, to: destination.addressee, from: self.port, to: port ?? self.port,
      trafficClass: trafficClass, verdict: verdict)
  }

  private static func check(
    _ verdict: ApplicationVerdict, _ byteCount: Int, _ destination: Destination
  ) throws(SelvedgeError) {
    switch verdict {
    case .sent: return
    case .tooLarge(let limit): throw .tooLarge(byteCount: byteCount, limit: limit)
    case .unknownMember: throw .unknownMember(destination.description)
    case .unreachable: throw .unreachable(destination.description)
    case .forbidden: throw .forbidden(destination.description)
    case .stopped: throw .stopped
    }
  }

  // MARK: Receiving

  /// What arrives, as it arrives.
  public var datagrams: DatagramSequence { DatagramSequence(port: endpoint) }

  /// Calls `body` for each datagram that arrives, one after the other, until the conduit is closed or
  /// the returned task is cancelled.
  ///
  /// The calls are made on Swift's cooperative threads: `body` may await, but must not block. Meanwhile
  /// what arrives waits in the queue.
  @discardableResult
  public func onDatagram(
    _ body: @escaping @Sendable (Datagram) async -> Void
  ) -> Task<Void, Never> {
    let datagrams = datagrams
    return Task {
      for await datagram in datagrams { await body(datagram) }
    }
  }

  /// A descriptor that is readable while datagrams wait, and once the conduit is closed.
  ///
  /// For programs with a `poll`, `epoll` or `select` loop: when it is readable, call ``receive()`` until
  /// it returns nil; if the conduit is closed by then (``isOpen``), stop polling. The descriptor belongs
  /// to the conduit and lives as long: do not read, write or close it.
  ///
  /// - Throws: ``SelvedgeError/system(_:)`` when the process has too many descriptors.
  public func descriptor() throws(SelvedgeError) -> Int32 {
    do throws(SystemError) {
      return try endpoint.descriptor()
    } catch {
      throw .system(error)
    }
  }

  /// Whether datagrams are taken.
  public var isOpen: Bool { endpoint.isOpen }

  /// The oldest datagram that waits; nil when there is none. Never waits.
  public func receive() -> Datagram? {
    endpoint.take().map { Datagram($0.datagram, $0.bytes) }
  }

  /// Copies the oldest datagram that waits into a buffer; nil when there is none. Never waits, and
  /// allocates nothing.
  public func receive(into buffer: inout MutableSpan<UInt8>) -> DatagramInfo? {
    guard let datagram = endpoint.take(into: &buffer) else { return nil }
    return DatagramInfo(
      byteCount: datagram.byteCount, source: datagram.source, sourcePort: datagram.sourcePort,
      trafficClass: datagram.trafficClass)
  }
}

/// What a datagram asks of its path, such as `.balanced`, `.latency`, `.loss` or `.redundant`.
public typealias TrafficClass = OverlayCore.TrafficClass
