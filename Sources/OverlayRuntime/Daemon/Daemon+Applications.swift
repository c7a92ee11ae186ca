internal import Logging
public import OverlayCore
public import OverlaySecurity

// Datagrams from and to applications that run in the same process, and what they ask.

extension Daemon {
  /// Where a datagram's header and payload begin.
  private static let headerOffset = PacketLayout.headroom
  private static let payloadOffset = PacketLayout.headroom + DatagramHeader.byteCount

  /// Does what applications have asked for since the last turn.
  func serveApplications(now: Instant) {
    guard let desk = applications else { return }
    if desk.deadline <= now { retryApplications(now: now) }
    guard desk.exchange.takeSignal() else { return }
    for job in desk.exchange.takeJobs() { job(self) }
    var taken = 0
    while taken < desk.arena.count {
      let next = desk.arena.withBuffer(taken) {
        desk.exchange.takeOutgoing(into: &$0, at: Self.payloadOffset)
      }
      guard let (datagram, length) = next else { break }
      submit(datagram, length: length, in: desk.arena[taken], until: nil, now: now)
      taken += 1
    }
    underlay.flush()
    // The sockets get their turn first.
    if taken == desk.arena.count { desk.exchange.rouse() }
  }

  /// Tries the datagrams again that wait for somebody to be found or called.
  func retryApplications(now: Instant) {
    guard let desk = applications, !desk.waiting.isEmpty else { return }
    let waiting = desk.waiting
    desk.waiting = []
    for entry in waiting {
      desk.arena.withBuffer(0) { buffer in
        for (offset, byte) in entry.bytes.enumerated() {
          buffer[Self.payloadOffset + offset] = byte
        }
      }
      submit(
        entry.datagram, length: entry.bytes.count, in: desk.arena[0], until: entry.until, now: now)
      underlay.flush()
    }
  }

  /// Decides about one datagram, which has waited until `until` if it has waited before.
  private func submit(
    _ datagram: OutgoingDatagram, length: Int, in buffer: PacketBuffer, until: Instant?,
    now: Instant
  ) {
    let verdict = decide(datagram, length: length, in: buffer, now: now)
    if verdict == .sent {
      counters.packetsSent += 1
    } else if case .tooLarge = verdict {
      counters.packetsTooBig += 1
    } else if verdict == nil, keep(datagram, length: length, in: buffer, until: until, now: now) {
      return
    } else {
      counters.packetsRefused += 1
    }
    datagram.verdict?(verdict ?? .unreachable)
  }

  /// Sends a datagram if it can be sent; nil when it has to wait.
  private func decide(
    _ datagram: OutgoingDatagram, length: Int, in buffer: PacketBuffer, now: Instant
  ) -> ApplicationVerdict? {
    let found: Resolution
    switch datagram.destination {
    case .node(let other): found = node.resolve(.node(other), now: now)
    case .name(let name): found = node.resolve(.name(name), now: now)
    }
    guard case .known(let destination) = found else {
      return found == .absent ? .unknownMember : nil
    }
    buffer.withSpan { datagram.header.write(to: &$0, at: Self.headerOffset) }
    let payload = Self.headerOffset..<(Self.payloadOffset + length)
    let submission = node.send(
      .datagram, to: destination, trafficClass: datagram.trafficClass,
      flow: Self.flow(datagram, to: destination), payload: payload, now: now)
    switch submission {
    case .forward(let packet, let hops):
      let bytesMax = node.payloadBytesMax(of: packet, over: hops)
      guard payload.count <= bytesMax else {
        return .tooLarge(byteCountMax: max(bytesMax - DatagramHeader.byteCount, 0))
      }
      underlay.send(packet, to: hops, from: buffer, node: &node, now: now)
      return .sent
    case .local:
      _ = deliverToApplication(
        datagram.header, payload, of: buffer, from: node.identity, datagram.trafficClass)
      return .sent
    case .refused(.noSession): return nil
    case .refused(.unknownDestination): return .unknownMember
    case .refused(.policy): return .forbidden
    case .refused: return .unreachable
    }
  }

  /// Tells flows apart: ports alone would mix those to several nodes.
  private static func flow(_ datagram: OutgoingDatagram, to destination: NodeID) -> UInt64 {
    let node = UInt64(truncatingIfNeeded: destination.value)
    return datagram.header.flow ^ node &* 0x9e37_79b9_7f4a_7c15
      &+ UInt64(datagram.trafficClass.rawValue)
  }

  private func keep(
    _ datagram: OutgoingDatagram, length: Int, in buffer: PacketBuffer, until: Instant?,
    now: Instant
  ) -> Bool {
    guard let desk = applications, desk.waiting.count < RuntimeLimits.applicationWaiting else {
      return false
    }
    let until = until ?? now + ApplicationDesk.patience
    guard until > now else { return false }
    let bytes = (0..<length).map { buffer[Self.payloadOffset + $0] }
    desk.waiting.append(WaitingDatagram(datagram: datagram, bytes: bytes, until: until))
    return true
  }

  /// Hands a datagram to the application whose port it is for, unless it is longer than an application
  /// may send: the straight way has room for some more bytes than one through a relay. False when there
  /// is no such port.
  func deliverToApplication(
    _ header: DatagramHeader, _ payload: Range<Int>, of buffer: PacketBuffer, from source: NodeID,
    _ trafficClass: TrafficClass
  ) -> Bool {
    guard let port = applications?.exchange.port(header.destination) else { return false }
    let contents = payload.dropFirst(DatagramHeader.byteCount)
    guard contents.count <= ApplicationPort.payloadBytesMax else {
      counters.datagramsOversized += 1
      return true
    }
    let datagram = ApplicationDatagram(
      source: source, sourcePort: header.source, trafficClass: trafficClass,
      byteCount: contents.count)
    let fits = buffer.withSpan { port.deliver($0.span.extracting(contents), datagram) }
    counters.packetsDelivered += 1
    if !fits { counters.applicationOverflows += 1 }
    return true
  }

  /// Tells those who listen what has happened.
  func tellApplications(_ event: OverlayEvent) {
    guard let exchange = applications?.exchange else { return }
    for listener in exchange.listeners { listener.event(event, name) }
  }
}

extension Daemon: ApplicationHost {
  /// Where applications of this process send and receive; nil for a daemon that was not asked to
  /// serve any.
  public var exchange: ApplicationExchange? { applications?.exchange }

  /// Who this node is.
  public var nodeID: NodeID { node.identity }

  /// This node's credential.
  public var ownCredential: Credential { credential }

  /// Where it listens, by the number that links name, with the ports that the kernel chose.
  public var listening: [UnderlayAddress] { underlay.addresses }

  /// Where others are told to reach it.
  public var advertisedAddresses: [UnderlayAddress] { advertised }

  /// The node at this moment.
  public var snapshot: NodeSnapshot { node.snapshot(now: loop.clock.now) }

  /// What it has counted, by name, as `selvedge status` shows it.
  public var countedValues: [String: UInt64] {
    statusReport(now: loop.clock.now).counters
  }

  /// A node by name or ID, if it is known; otherwise it is looked for where there is a directory.
  public func find(_ addressee: ApplicationAddressee) -> Resolution {
    switch addressee {
    case .node(let other): node.resolve(.node(other), now: loop.clock.now)
    case .name(let name): node.resolve(.name(name), now: loop.clock.now)
    }
  }

  /// Whether datagrams for a known node can leave now; if not, its session is tried.
  public func isReachable(_ other: NodeID) -> Bool {
    guard other != node.identity else { return true }
    let now = loop.clock.now
    guard node.hasSession(with: other) else {
      node.call(other, now: now)
      return false
    }
    return node.pathSize(toward: other, trafficClass: .balanced, now: now) != nil
  }

  /// Bytes of the largest datagram of an application that every way to a node which is kept ready
  /// carries in one piece; nil when no way leads there.
  public func applicationBytesMax(to other: NodeID, trafficClass: TrafficClass) -> Int? {
    guard other != node.identity else { return ApplicationPort.payloadBytesMax }
    let size = node.pathSize(
      toward: other, trafficClass: trafficClass, now: loop.clock.now)
    guard let size else { return nil }
    return min(
      max(size.onEveryWay - DatagramHeader.byteCount, 0), ApplicationPort.payloadBytesMax)
  }

  /// The class of a name: one that every node knows, or of the settings.
  public func trafficClass(named name: String) -> TrafficClass? {
    configuration.traffic.trafficClass(named: name)
  }

  /// Takes in what an application measured of the link to a node, by a metric of the settings.
  public func report(
    _ value: Double, of metric: String, about other: NodeID, lifetime: Interval
  ) -> ApplicationReport {
    let metrics = configuration.traffic.metrics
    guard let definition = metrics.first(where: { $0.name == metric }) else {
      return .unknownMetric(known: metrics.map(\.name))
    }
    guard node.plane == .mesh else { return .noMesh }
    guard definition.allows(value), lifetime > .zero, lifetime <= Limits.reportLifetimeMax else {
      return .badValue
    }
    let isTaken = node.report(
      value, of: definition.number, about: other, lifetime: lifetime, now: loop.clock.now)
    return isTaken ? .taken : .unknownMember
  }

  /// What was reported of the link to a node and still holds.
  public func reportedValue(of metric: String, about other: NodeID) -> Double? {
    configuration.traffic.metrics.first { $0.name == metric }.flatMap {
      node.reportedValue(of: $0.number, about: other, now: loop.clock.now)
    }
  }
}
