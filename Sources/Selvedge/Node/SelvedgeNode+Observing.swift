public import OverlayCore
internal import OverlayRuntime
internal import OverlaySecurity

// What the node knows and finds out.

extension SelvedgeNode {
  /// Events that wait for a slow reader at most; older ones give way to newer.
  private static let eventsMax = 256
  /// Between two looks whether a member can be reached.
  private static let lookInterval = Duration.milliseconds(20)

  /// The members of the network, by name, this node included. Under prefix routing those that this node
  /// has to do with.
  public var members: [Member] {
    get async throws(SelvedgeError) { try await ask { $0.snapshot.memberViews } }
  }

  /// The links to neighbours, with what was measured on them.
  public var links: [MemberLink] {
    get async throws(SelvedgeError) {
      try await ask { $0.snapshot.linkViews(listening: $0.listening) }
    }
  }

  /// What the node has counted since it started, by name: what `selvedge status` shows as counters.
  public var counters: [String: UInt64] {
    get async throws(SelvedgeError) { try await ask { $0.countedValues } }
  }

  /// The way that datagrams of a class take to a member; nil when none leads there at present.
  ///
  /// - Throws: ``SelvedgeError/unknownMember(_:)`` or ``SelvedgeError/stopped``.
  public func path(
    to destination: Destination, class trafficClass: TrafficClass = .balanced
  ) async throws(SelvedgeError) -> OverlayPath? {
    let other = try await find(destination)
    return try await ask { $0.snapshot.pathView(to: other, trafficClass) }
  }

  /// Bytes of the largest datagram that every way to a member which is kept ready carries in one piece:
  /// what an application that cuts up its data should send, so that a change of the way does not matter.
  ///
  /// What an Ethernet carries, until a way that is narrower has been found to be so, which takes the
  /// first second or so of datagrams (RFC 8899). Ask again now and then, and when a send is refused with
  /// ``SelvedgeError/tooLarge(byteCount:limit:)``. 1,000 bytes always fit.
  ///
  /// - Throws: ``SelvedgeError/unknownMember(_:)``, ``SelvedgeError/unreachable(_:)`` or
  ///   ``SelvedgeError/stopped``.
  public func maximumDatagramSize(
    to destination: Destination, class trafficClass: TrafficClass = .balanced
  ) async throws(SelvedgeError) -> Int {
    let other = try await find(destination)
    let size = try await ask { $0.applicationBytesMax(to: other, trafficClass: trafficClass) }
    guard let size else { throw .unreachable(destination.description) }
    return size
  }

  /// Who a member is.
  ///
  /// - Throws: ``SelvedgeError/unknownMember(_:)`` or ``SelvedgeError/stopped``.
  public func find(_ destination: Destination) async throws(SelvedgeError) -> NodeID {
    let addressee = destination.addressee
    guard case .known(let other) = try await ask({ $0.find(addressee) }) else {
      throw .unknownMember(destination.description)
    }
    return other
  }

  /// Waits until datagrams can be sent to a member.
  ///
  /// - Throws: ``SelvedgeError/unknownMember(_:)`` or ``SelvedgeError/unreachable(_:)`` when that takes
  ///   longer than `limit` or the task is cancelled, ``SelvedgeError/stopped`` when the node stops.
  public func waitUntilReachable(
    _ destination: Destination, within limit: Duration
  ) async throws(SelvedgeError) {
    let addressee = destination.addressee
    let end = ContinuousClock.now + limit
    while true {
      let (isKnown, isReachable) = try await ask { host in
        guard case .known(let other) = host.find(addressee) else { return (false, false) }
        return (true, host.isReachable(other))
      }
      if isReachable { return }
      let isOver = (try? await Task.sleep(for: Self.lookInterval)) == nil
      guard !isOver, ContinuousClock.now < end else {
        throw isKnown
          ? .unreachable(destination.description) : .unknownMember(destination.description)
      }
    }
  }

  /// What happens from now on, until the node stops. Each reader gets everything; one that is slow loses
  /// the oldest events beyond 256.
  public var events: AsyncStream<NodeEvent> {
    let exchange = exchange
    return AsyncStream(bufferingPolicy: .bufferingNewest(Self.eventsMax)) { continuation in
      let listener = ApplicationListener(
        event: { event, name in
          if let event = NodeEvent(event, name: name) { continuation.yield(event) }
        },
        end: { continuation.finish() })
      if let ticket = exchange.listen(listener) {
        continuation.onTermination = { _ in exchange.unlisten(ticket) }
      }
    }
  }
}
