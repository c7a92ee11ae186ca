internal import OverlayCore
internal import OverlaySecurity

// Packets from and to the host, through the network device.

extension Daemon {
  /// Takes what the host sends, about a batch, and sends it into the overlay. More has to wait until
  /// the sockets and the timers have had their turn, and the other queues: each gets a share, so that
  /// a flow with little to send does not wait for those with much.
  ///
  /// - Parameter lane: Of which queue.
  func receivePackets(_ lane: Int) {
    let (place, queue) = (devices.lanes[lane].place, devices.lanes[lane].queue)
    guard let tun = devices[place]?.tun else { return }
    let now = loop.clock.now
    devices.lanes[lane].control.observe(now - devices.lanes[lane].busySince, now: now)
    devices.lanes[lane].servedAt = now
    var used = 0
    var (taken, bytes) = (0, 0)
    while taken < laneShare {
      if used == outgoing.count {
        underlay.flush()
        used = 0
      }
      guard var segmenter = tun.read(queue) else {
        devices.lanes[lane].busySince = .never
        break
      }
      while !segmenter.isDone {
        if used == outgoing.count {
          underlay.flush()
          used = 0
        }
        let packets = cut(&segmenter, from: used, of: lane)
        submit(packets, now: now)
        used += packets.count
        taken += packets.count
        bytes += packets.count * packets.payload(0).count
      }
    }
    underlay.flush()
    turn.packets += UInt64(taken)
    turn.bytes += UInt64(bytes)
    if taken >= laneShare {
      turn.isBacklogged = true
      devices.lanes[lane].busySince = min(devices.lanes[lane].busySince, now)
    }
    if tun.isGone { lose(place) }
  }

  /// Cuts off packets into the outgoing buffers from `first` on, as many as there are buffers.
  private func cut(
    _ segmenter: inout Segmenter, from first: Int, of lane: Int
  ) -> HostPackets {
    var packets = HostPackets(first: first, origin: devices.lanes[lane].place, lane: lane)
    while packets.next < outgoing.count,
      let length = segmenter.next(into: outgoing[packets.next], at: PacketLayout.headroom)
    {
      packets.append(length: length)
    }
    return packets
  }

  /// Decides about packets of this host's, all of one flow, in the outgoing arena.
  func submit(_ packets: HostPackets, now: Instant) {
    guard packets.count > 0 else { return }
    let header = outgoing.withBuffer(packets.first) { IPHeader($0.span, in: packets.payload(0)) }
    // The kernel looks for routers and neighbours on every device; nobody here has to hear that.
    guard let header, !header.isToMany else { return }
    note(packets, header)
    let destination: NodeID
    switch owner(of: header, now: now) {
    case .known(let owner): destination = owner
    case .pending, .busy: return keep(packets, for: header.destination, now: now)
    case .absent:
      counters.packetsRefused += UInt64(packets.count)
      return tell(.unreachable, about: header, packets, now: now)
    }
    clampSegments(of: packets, toward: destination, header, now: now)
    let submission = node.send(
      .ip, to: destination, trafficClass: trafficClass(of: header, from: packets.origin),
      flow: header.flow,
      payload: packets.payload(0), packets: packets.count, now: now)
    switch submission {
    case .forward(let packet, let hops): send(packets, header, as: packet, to: hops, now: now)
    case .refused(.noSession): keep(packets, for: header.destination, now: now)
    case .refused: counters.packetsRefused += UInt64(packets.count)
    case .local:
      for index in 0..<packets.count {
        devices[packets.origin]?.tun.write(
          outgoing[packets.first + index], packets.payload(index))
      }
    }
  }

  /// The class that a packet from a device travels in.
  @inline(__always)
  func trafficClass(of header: IPHeader, from place: Int) -> TrafficClass {
    devices.classes[place] ?? trafficClass(of: header)
  }

  /// Where several devices have this node's addresses, remembers which one the answers are for.
  @inline(__always)
  private func note(_ packets: HostPackets, _ header: IPHeader) {
    guard devices.order.count > 1 else { return }
    let end = outgoing.withBuffer(packets.first) {
      ProgramEnd(senderOf: header, $0.span, at: PacketLayout.headroom)
    }
    devices.note(end, from: packets.origin)
  }

  private func send(
    _ packets: HostPackets, _ header: IPHeader, as first: Packet, to hops: Hops, now: Instant
  ) {
    let bytesMax = node.payloadBytesMax(of: first, over: hops)
    if packets.payload(0).count > bytesMax,
      !sendOversize(packets, header, to: first.header.destination, bytesMax: bytesMax, now: now)
    {
      return
    }
    counters.packetsSent += UInt64(packets.count)
    var packet = first
    for index in 0..<packets.count {
      packet.payload = packets.payload(index)
      guard
        admits(packet.payload, header, in: outgoing[packets.first + index], from: packets.lane)
      else { continue }
      underlay.send(
        packet, to: hops, from: outgoing[packets.first + index], trafficByte: header.trafficByte,
        node: &node, now: now)
      packet.header.sequence &+= UInt32(hops.framesPerPacket)
    }
  }

  /// Tells a bulk transfer, now and then, that its queue is too long; false when that takes
  /// dropping the packet.
  @inline(__always)
  private func admits(
    _ payload: Range<Int>, _ header: IPHeader, in buffer: PacketBuffer, from lane: Int
  ) -> Bool {
    guard devices.lanes[lane].control.nextSignals(payloadBytes: payload.count) else {
      return true
    }
    let stays = buffer.withSpan {
      CongestionMark.leave(
        &$0, header, at: payload.lowerBound, outer: CongestionMark.experienced.rawValue)
    }
    if !stays { counters.packetsCongested += 1 }
    return stays
  }

  private func keep(_ packets: HostPackets, for destination: UInt128, now: Instant) {
    for index in 0..<packets.count {
      let isKept = waitingPackets.keep(
        packets.payload(index), of: packets.origin, for: destination,
        in: outgoing[packets.first + index], now: now)
      if !isKept { counters.packetsRefused += 1 }
    }
  }

  /// Whether a packet comes from an address of the node that sent it and goes to ours: a member may
  /// speak for itself, and for what its credential says lies behind it.
  private func isGenuine(_ header: IPHeader, from sender: NodeID) -> Bool {
    let (isOwn, isSenders): (Bool, Bool)
    switch header.family {
    case .ipv4:
      isOwn = header.destination == UInt128(credential.ipv4)
      isSenders = node.node(forIPv4: UInt32(truncatingIfNeeded: header.source)) == sender
    case .ipv6:
      isOwn = header.destination == ownIPv6
      isSenders = node.node(forIPv6: header.source) == sender
    }
    // By far the most packets are between two nodes' own addresses.
    if isOwn, isSenders { return true }
    return (isOwn || edge.mayGo(to: header.destination, header.family))
      && (isSenders || edge.mayCome(from: header.source, header.family, by: sender))
  }

  /// Tells the host why a packet went nowhere, at most so many times a second.
  func tell(_ error: ICMPError, about header: IPHeader, _ packets: HostPackets, now: Instant) {
    let buffer = packets.first
    if now - unreachableSince >= .seconds(1) {
      unreachableSince = now
      unreachableSent = 0
    }
    guard unreachableSent < RuntimeLimits.unreachablePerSecond else { return }
    let message = outgoing.withBuffer(buffer) { bytes in
      error.message(about: header, bytes.span, at: PacketLayout.headroom)
    }
    guard let message else { return }
    unreachableSent += 1
    outgoing.withBuffer(buffer) { bytes in
      for (offset, byte) in message.enumerated() { bytes[offset] = byte }
    }
    devices[packets.origin]?.tun.write(outgoing[buffer], 0..<message.count)
  }

  /// Hands a packet to the host.
  ///
  /// - Parameter outer: The traffic byte of the datagram that it came in.
  func deliverToHost(_ delivery: Delivery, _ buffer: PacketBuffer, outer: UInt8) {
    guard let standard = devices.order.first else {
      counters.portsUnknown += 1
      return
    }
    let header = buffer.withSpan { IPHeader($0.span, in: delivery.payload) }
    guard let header, isGenuine(header, from: delivery.source) else {
      counters.packetsMisaddressed += 1
      return
    }
    let isCongested = queueControl.nextSignals(payloadBytes: delivery.payload.count)
    let mark = isCongested ? CongestionMark.experienced.rawValue : outer
    let stays = buffer.withSpan {
      CongestionMark.leave(&$0, header, at: delivery.payload.lowerBound, outer: mark)
    }
    guard stays else {
      counters.packetsCongested += 1
      return
    }
    counters.packetsDelivered += 1
    guard devices.order.count > 1 else {
      return write(delivery, header, buffer, to: standard)
    }
    let end = buffer.withSpan {
      ProgramEnd(receiverOf: header, $0.span, at: delivery.payload.lowerBound)
    }
    guard end != .fragment else {
      // Whoever has the first fragment joins them, and the others forget them again.
      for place in devices.order { write(delivery, header, buffer, to: place) }
      return
    }
    if let place = devices.place(of: end) { write(delivery, header, buffer, to: place) }
  }

  private func write(
    _ delivery: Delivery, _ header: IPHeader, _ buffer: PacketBuffer, to place: Int
  ) {
    guard let device = devices[place] else { return }
    clampSegments(of: delivery, header, buffer, to: place)
    device.writer.write(buffer, delivery.payload, to: device.tun)
  }
}
