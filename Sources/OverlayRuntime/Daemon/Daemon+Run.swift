internal import Glibc
internal import Logging
internal import OverlayCore
internal import OverlaySecurity

extension Daemon {
  /// How long changed members wait to be written, so that a burst of changes costs one write.
  static let memberWriteDelay = Interval.seconds(2)

  /// Runs until it is told to stop, by ``stopper``, a signal or `selvedge down`; then leaves the
  /// network in good order.
  ///
  /// - Parameter catchesSignals: whether SIGINT, SIGTERM and SIGHUP stop the daemon; only one
  ///   daemon of a process can have that. Without it the calling thread blocks all signals from now on:
  ///   they are the program's that the node is part of.
  public func run(catchesSignals: Bool) throws(DaemonError) {
    do throws(SystemError) {
      if catchesSignals {
        // A client that hangs up and a file size limit are errors to be handled, not ends.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        try runCatchingSignals()
      } else {
        SignalWatch.blockOnThisThread()
        try runUntilStopped(nil)
      }
    } catch {
      throw .system(error)
    }
  }

  private func runCatchingSignals() throws(SystemError) {
    let signals = try SignalWatch()
    try loop.add(signals.descriptor, token: EventToken(.signal))
    try runUntilStopped { signals.take() }
  }

  private func runUntilStopped(_ takeSignal: (() -> Int32?)?) throws(SystemError) {
    let isRaised = raisePriority()
    defer { if isRaised { RealtimePriority.lower() } }
    var pacing = TurnPacing()
    announceStart()
    watchAddresses()
    beginEdge(now: loop.clock.now)
    registerNames()
    settle()
    while !stopper.isStopping, !isLeaving {
      let count = try loop.wait(until: nextDeadline)
      let began = loop.clock.now
      turn = TurnLoad()
      shareTurn(among: count)
      // Queues with a backlog of earlier turns come last, and one in a turn: their flows wait for each
      // other, not those of the others for them (RFC 8290, section 4.2, on new and old queues).
      for index in 0..<count where !hasBacklog(loop.event(at: index), from: began) {
        let event = loop.event(at: index)
        if event.token.kind == .signal, let signal = takeSignal?() {
          logger.info("stopping on signal \(signal)")
          isLeaving = true
        } else {
          handle(event)
        }
      }
      if let lane = longestWaiting(among: count, from: began) { receivePackets(lane) }
      settle()
      // The scheduler keeps an ordinary thread from waking for every packet.
      if isRaised { loop.pause(for: pacing.pause(after: turn, now: loop.clock.now)) }
    }
    leave()
  }

  /// Divides the turn among the devices' queues that have something. A share is more than what the
  /// kernel leaves in one piece: whoever has no more than that has no backlog.
  private func shareTurn(among events: Int) {
    var lanes = 0
    for index in 0..<events where loop.event(at: index).token.kind == .tun { lanes += 1 }
    laneShare = lanes > 1 ? RuntimeLimits.batch / 2 : RuntimeLimits.batch
  }

  /// The queue with a backlog that was served longest ago.
  private func longestWaiting(among events: Int, from turn: Instant) -> Int? {
    var longest: (lane: Int, since: Instant)?
    for index in 0..<events where hasBacklog(loop.event(at: index), from: turn) {
      let lane = Int(loop.event(at: index).token.index)
      let since = devices.lanes[lane].servedAt
      if longest.map({ since < $0.since }) ?? true { longest = (lane, since) }
    }
    return longest?.lane
  }

  private func hasBacklog(_ event: ReadyEvent, from turn: Instant) -> Bool {
    event.token.kind == .tun && devices.lanes[Int(event.token.index)].busySince < turn
  }

  /// Beacons keep their time whatever else the host does, so that load does not look like failure.
  private func raisePriority() -> Bool {
    guard configuration.priority == .realtime else { return false }
    do throws(SystemError) {
      try RealtimePriority.raise()
      return true
    } catch {
      logger.debug("running at normal priority: \(error)")
      return false
    }
  }

  private var nextDeadline: Instant {
    // Datagrams that were taken from the kernel in one piece and are not handled yet.
    for index in 0..<underlay.count where underlay.hasPending(index) { return .zero }
    return min(
      min(applications?.deadline ?? .never, history?.sampler.dueAt ?? .never),
      min(node.nextDeadline, diagnostics.nextDeadline, edge.nextDeadline),
      min(membersDueAt, addressesDueAt, devices.ownDueAt),
      min(waitingDeadline, names.nextDeadline))
  }

  private func handle(_ event: ReadyEvent) {
    let index = Int(event.token.index)
    switch event.token.kind {
    case .underlay: receiveDatagrams(index)
    case .tun: receivePackets(index)
    case .interfaces: interfacesChanged(now: loop.clock.now)
    case .tunnel: receiveFromPrograms(index)
    case .service: receiveFromService(index)
    case .healthCheck: receiveHealth(index)
    case .nameSocket: receiveQuestions(index)
    case .nameListener: acceptQuestioner(index)
    case .nameClient: receiveQuestions(fromClient: index)
    case .controlListener: control.accept(on: loop)
    case .controlClient: receiveRequests(index, event)
    case .deadline, .wake, .signal: break
    }
  }

  /// Fires what is due and drains what the node wants done.
  private func settle() {
    for index in 0..<underlay.count where underlay.hasPending(index) { receiveDatagrams(index) }
    let now = loop.clock.now
    if node.nextDeadline <= now {
      // Several times a second, since a link's beacons are due that often.
      readClock(now: now)
      node.advance(to: now)
    }
    runDiagnostics(now: now)
    if addressesDueAt <= now { lookForAddresses(now: now) }
    if devices.ownDueAt <= now { restoreDevice(now: now) }
    if membersDueAt <= now { writeMembers(inBackground: true) }
    keepHistory(now: now)
    drainEffects(now: now)
    serveApplications(now: now)
    if edge.nextDeadline <= now { runEdge(now: now) }
    if names.nextDeadline <= now { expireQuestions(now: now) }
    if waitingDeadline <= now { retryWaiting(now: now) }
  }

  /// Takes datagrams from below, about a batch, and sends on what they lead to. More has to wait until
  /// the host's packets and the timers have had their turn.
  private func receiveDatagrams(_ socket: Int) {
    var (taken, bytes) = (0, 0)
    while taken < RuntimeLimits.datagramBatch {
      let count = underlay.receive(socket, into: &incoming)
      guard count > 0 else { break }
      taken += count
      bytes += incoming.byteCount
      let now = loop.clock.now
      queueControl.observe(underlay.queueDelay(socket), now: now)
      receive(batch: count, socket: socket, now: now)
      guard !underlay.hasPending(socket) else { continue }
      passOn()
      if underlay.isDrained(socket) { break }
    }
    passOn()
    counters.datagramsReceived += UInt64(taken)
    turn.packets += UInt64(taken)
    turn.bytes += UInt64(bytes)
    if taken >= RuntimeLimits.datagramBatch { turn.isBacklogged = true }
  }

  /// Lets go of everything that lies in the socket's memory, before the socket is asked again.
  private func passOn() {
    underlay.flush()
    forwarder.flush()
    devices.flush()
    assembledUsed = 0
  }

  private func receive(batch: Int, socket: Int, now: Instant) {
    var next = 0
    while next < batch {
      let delivery = Self.relay(
        incoming, from: &next, socket, over: underlay, node: &node, queueControl: &queueControl,
        counters: &counters, now: now)
      if let delivery { receive(delivery, datagram: next - 1, now: now) }
    }
  }

  /// Passes on what is for others, until something is for this node.
  ///
  /// Swift checks each access to a property of a class while the program runs. Here that happens once
  /// for all packets that follow each other, instead of a dozen times for each.
  private static func relay(
    _ incoming: borrowing ReceivedDatagrams, from next: inout Int, _ socket: Int,
    over underlay: UnderlayPorts, node: inout SecureNode, queueControl: inout QueueControl,
    counters: inout DaemonCounters, now: Instant
  ) -> Reception? {
    while next < incoming.count {
      let buffer = incoming[next]
      let source = incoming.source(next)
      let reception = buffer.withSpan { bytes in
        node.receive(&bytes, length: bytes.count, from: source, socket: socket, now: now)
      }
      var trafficByte = incoming.trafficByte(next)
      next += 1
      switch reception {
      case .consumed: continue
      case .deliver, .assembled: return reception
      case .forward(let packet, let hops):
        if queueControl.nextSignals(payloadBytes: packet.payload.count) {
          guard let marked = CongestionMark.congested(trafficByte) else {
            counters.packetsCongested += 1
            continue
          }
          trafficByte = marked
        }
        counters.packetsRelayed += 1
        underlay.send(
          packet, to: hops, from: buffer, trafficByte: trafficByte, node: &node, now: now)
      }
    }
    return nil
  }

  private func receive(_ reception: Reception, datagram index: Int, now: Instant) {
    let outer = incoming.trafficByte(index)
    switch reception {
    case .deliver(let delivery): deliver(delivery, incoming[index], outer: outer, now: now)
    case .assembled(let packet, let delivery):
      if assembledUsed == assembled.count { passOn() }
      let whole = assembled[assembledUsed]
      assembledUsed += 1
      whole.withSpan { node.write(packet, to: &$0) }
      deliver(delivery, whole, outer: outer, now: now)
    case .consumed, .forward: break
    }
  }

  private func deliver(
    _ delivery: Delivery, _ buffer: PacketBuffer, outer: UInt8, now: Instant
  ) {
    switch delivery.kind {
    case .ip: deliverToHost(delivery, buffer, outer: outer)
    case .datagram: deliverToPort(delivery, buffer, now: now)
    case .prefixes: takeAnnouncement(delivery, buffer, now: now)
    case .handshake, .probe, .probeReply, .trace, .traceReply, .stripe, .candidates: break
    }
  }

  private func announceStart() {
    let device = (tun?.name).map { ", device \($0)" } ?? ""
    let addresses = underlay.openPlaces.map(\.description).joined(separator: ", ")
    logger.info(
      """
      node \(credential.name) (\(credential.node.short)) listens on \(addresses)\(device), \
      \(IPNotation.ipv4(credential.ipv4))
      """)
    if node.isRevoked { logger.error("\(Self.revocationWords)") }
  }

  /// Says farewell, writes what a restart should know, and lets go of everything.
  private func leave() {
    logger.info("leaving the network")
    withdrawPrefixes(now: loop.clock.now)
    node.leave(now: loop.clock.now)
    drainEffects(now: loop.clock.now)
    writeMembers(inBackground: false)
    host?.undo(letsOut: letsOut)
    if host != nil, edge.settings.keepsIn, !letsOut {
      logger.notice(
        """
        packets of this host go nowhere until the daemon runs again, since it uses an exit; `selvedge down` \
        lets them out
        """)
    }
    finishHistory()
  }
}
