public import OverlayCore

// Test packets: sent by one node's forwarding rule, passed on by the others', watched all the way.

extension ScaleSimulation {
  /// Has the node on one host send a packet to the node on another. What becomes of it is in
  /// ``takeOutcomes()`` once its last copy has come to an end.
  ///
  /// - Parameters:
  ///   - destination: The host that it is for. Its node need not run.
  ///   - flow: A hash of whatever tells flows apart.
  ///   - bytes: The length of the packet, 40...1,400.
  public mutating func send(
    from source: Int, to destination: Int, trafficClass: TrafficClass = .balanced, flow: UInt64,
    bytes: Int = 200
  ) {
    precondition(40...1_400 ~= bytes, "a packet of \(bytes) bytes")
    guard let host = hosts[source], source != destination else { return }
    let (header, verdict) = host.node.originate(
      to: contact(of: destination).node, trafficClass: trafficClass, kind: .ip, flow: flow,
      now: now)
    var packet = TestPacket(source: source, destination: destination, sent: now)
    packet.underWay = 1
    let number = packets.insert(packet)
    let copy = PacketCopy(
      packet: number, header: header, bytes: UInt16(bytes), origin: source)
    act(on: verdict, copy, at: host)
    settle(host)
  }

  /// Test packets that have come to an end since the last call, in the order they did.
  public mutating func takeOutcomes() -> [TestPacket] {
    defer { outcomes = [] }
    return outcomes
  }

  /// A copy reaches a host.
  mutating func arrivePacket(_ number: UInt32) {
    var copy = copies.remove(number)
    let receiver = Int(copy.receiver)
    guard let host = hosts[receiver],
      let link = copy.link == .none ? host.link(of: copy.session) : copy.link,
      link.index < host.ends.count, host.ends[link.index].session == copy.session
    else { return end(copy, drop: nil) }
    tally.events += 1
    trace.fold(now.nanoseconds ^ UInt64(copy.packet) << 32 ^ UInt64(receiver))
    host.node.count(
      link, counter: copy.counter, bytes: Int(copy.bytes) + SentCounts.sealBytes, isData: true,
      now: now)
    if !copy.visit(receiver, after: copy.header.sideSteps) {
      report(
        .noLoop,
        "packet from host \(packets[copy.packet].source) to host "
          + "\(packets[copy.packet].destination) came to host \(receiver) again after "
          + "\(copy.path)")
      return end(copy, drop: .hopLimit)
    }
    let verdict = host.node.route(copy.header, from: link, now: now)
    if isDuplicate(copy, verdict, from: link, at: host) {
      end(copy, drop: .duplicate)
      return settle(host)
    }
    if case .forward(let hops) = verdict { copy.header.pass(over: hops) }
    act(on: verdict, copy, at: host)
    settle(host)
  }

  /// Whether the node drops what another copy brought before, by the rules that secured nodes follow:
  /// here nobody lies about a source, and a packet's source, flow, number and seal stand for the bytes
  /// that a relay would hash.
  private func isDuplicate(
    _ copy: PacketCopy, _ verdict: Verdict, from link: LinkID, at host: ScaleHost
  ) -> Bool {
    switch verdict {
    case .deliver: return !host.node.admitDelivered(copy.header, now: now)
    case .forward where copy.header.isCopied:
      let source = UInt64(truncatingIfNeeded: copy.header.source.value) ^ UInt64(copy.seal)
      let number = UInt64(copy.header.flowLabel) << 32 | UInt64(copy.header.sequence)
      return !host.node.admitRelayed(
        Self.mixed(Self.mixed(source) ^ number), from: link, now: now)
    case .forward, .drop: return false
    }
  }

  /// SplitMix64's finalizer.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private mutating func act(on verdict: Verdict, _ copy: PacketCopy, at host: ScaleHost) {
    switch verdict {
    case .deliver: deliver(copy, at: host)
    case .drop(let reason): end(copy, drop: reason)
    case .forward(let hops) where hops.stripes > 0:
      launchStripes(copy, from: host, over: hops)
    case .forward(let hops):
      if hops.count > 1 {
        packets[copy.packet].underWay += 1
        var second = copy
        if host.index == packets[copy.packet].source { second.seal = 1 }
        launch(second, from: host, on: hops.second)
      }
      launch(copy, from: host, on: hops.first)
    }
  }

  mutating func launch(_ copy: PacketCopy, from host: ScaleHost, on link: LinkID) {
    let length = Int(copy.bytes) + SentCounts.sealBytes
    guard link.index < host.ends.count, !host.ends[link.index].isVacant,
      let counter = host.node.stamp(link, bytes: length, isData: true)
    else { return end(copy, drop: .noRoute) }
    let end = host.ends[link.index]
    if mayNotCross(copy.header, host.index, Int(end.peer)) {
      report(
        .noCrossing,
        "a packet from host \(packets[copy.packet].source) took the forbidden "
          + "link from host \(host.index) to host \(end.peer)")
    }
    let wire = length + SentCounts.headerBytes
    host.sent.dataBytes += UInt64(wire)
    let fate = underlay.send(from: host.index, to: Int(end.peer), bytes: wire, at: now)
    guard let due = fate.arrival else { return self.end(copy, drop: nil) }
    var copy = copy
    copy.receiver = end.peer
    copy.session = end.session
    copy.link = end.peerLink
    copy.counter = counter
    queue.push(ScaleEvent(.packet, copies.insert(copy)).payload, due: due)
  }

  private mutating func deliver(_ copy: PacketCopy, at host: ScaleHost) {
    guard completes(copy) else { return end(copy, drop: nil) }
    let packet = packets[copy.packet]
    packets[copy.packet].deliveries += 1
    if host.index != packet.destination {
      report(.noCorruption, "a packet for host \(packet.destination) ended at \(host.index)")
    } else if packet.isDelivered {
      report(.noDuplicate, "a packet was handed to host \(host.index) again")
    } else {
      packets[copy.packet].delivered = now
      packets[copy.packet].hops = copy.visitCount - 1
      packets[copy.packet].relay = copy.onlyRelay
    }
    end(copy, drop: nil)
  }

  /// A copy has come to its end; with the last one, the packet has.
  private mutating func end(_ copy: PacketCopy, drop: DropReason?) {
    packets[copy.packet].underWay -= 1
    if let drop { packets[copy.packet].drop = drop }
    guard packets[copy.packet].underWay == 0 else { return }
    outcomes.append(packets.remove(copy.packet))
  }

  mutating func report(_ promise: Violation.Promise, _ account: String) {
    guard violations.count < Self.violationsMax else { return }
    violations.append(Violation(time: now, promise: promise, account: account))
  }
}
