internal import OverlayCore
internal import OverlaySecurity

// Packets from and to the host, through the network device.

extension Daemon {
  /// Takes packets from the device, a batch, and sends them into the overlay.
  func receivePackets() {
    guard tun != nil else { return }
    let now = loop.clock.now
    for buffer in 0..<outgoing.count {
      guard
        let length = tun?.read(
          into: outgoing, buffer: buffer, at: PacketLayout.headroom,
          bytesMax: Self.payloadBytesMax)
      else { break }
      let payload = PacketLayout.headroom..<(PacketLayout.headroom + length)
      submit(packet: payload, buffer: buffer, now: now)
    }
    underlay.flush()
  }

  /// Decides about a packet of this host's in the outgoing arena.
  func submit(packet payload: Range<Int>, buffer: Int, now: Instant) {
    let header = outgoing.withBuffer(buffer) { IPHeader($0.span, in: payload) }
    // The kernel looks for routers and neighbours on every device; nobody here has to hear that.
    guard let header, !header.isToMany else { return }
    let destination: NodeID
    switch owner(of: header.destination, header.family, now: now) {
    case .known(let owner): destination = owner
    case .pending:
      return keep(payload, for: header.destination, of: outgoing, buffer: buffer, now: now)
    case .absent:
      counters.packetsRefused += 1
      return tellUnreachable(header, buffer: buffer, now: now)
    }
    let submission = node.send(
      .ip, to: destination, trafficClass: classes[header.dscp], flow: header.flow,
      payload: payload, now: now)
    switch submission {
    case .forward(let packet, let hops):
      counters.packetsSent += 1
      underlay.send(packet, to: hops, from: outgoing, buffer: buffer, node: &node, now: now)
    case .refused(.noSession):
      keep(payload, for: header.destination, of: outgoing, buffer: buffer, now: now)
    case .refused:
      counters.packetsRefused += 1
    case .local:
      tun?.write(outgoing, buffer: buffer, range: payload)
    }
  }

  private func isAddress(
    _ address: UInt128, _ family: UnderlayAddress.Family, of owner: NodeID
  ) -> Bool {
    switch family {
    case .ipv4: node.node(forIPv4: UInt32(truncatingIfNeeded: address)) == owner
    case .ipv6: node.node(forIPv6: address) == owner
    }
  }

  /// Answers a packet that nobody can receive, at most so many times a second.
  private func tellUnreachable(_ header: IPHeader, buffer: Int, now: Instant) {
    if now - unreachableSince >= .seconds(1) {
      unreachableSince = now
      unreachableSent = 0
    }
    guard unreachableSent < RuntimeLimits.unreachablePerSecond else { return }
    let message = outgoing.withBuffer(buffer) { bytes in
      UnreachableMessage.make(about: header, bytes.span, at: PacketLayout.headroom)
    }
    guard let message else { return }
    unreachableSent += 1
    outgoing.withBuffer(buffer) { bytes in
      for (offset, byte) in message.enumerated() { bytes[offset] = byte }
    }
    tun?.write(outgoing, buffer: buffer, range: 0..<message.count)
  }

  /// Hands a packet to the host, if it comes from the address of the node that sent it and goes to
  /// ours: a member may speak for itself only.
  func deliverToHost(_ delivery: Delivery, buffer: Int) {
    guard tun != nil else {
      counters.portsUnknown += 1
      return
    }
    let header = incoming.arena.withBuffer(buffer) { IPHeader($0.span, in: delivery.payload) }
    guard let header, isAddress(header.source, header.family, of: delivery.source),
      isAddress(header.destination, header.family, of: node.identity)
    else {
      counters.packetsMisaddressed += 1
      return
    }
    counters.packetsDelivered += 1
    tun?.write(incoming.arena, buffer: buffer, range: delivery.payload)
  }
}
