internal import OverlayCore
internal import OverlaySecurity

// Datagrams from and to local programs, through forwarded ports.

extension Daemon {
  /// Takes what programs sent into a tunnel.
  func receiveFromPrograms(_ tunnel: Int) {
    guard let port = forwarder.tunnelPort(tunnel) else { return }
    let settings = forwarder.tunnels[tunnel]
    let count = (try? port.socket.receive(into: &forwarded)) ?? 0
    let now = loop.clock.now
    let destination = node.resolve(.name(settings.node), now: now)
    for index in 0..<count {
      guard case .known(let destination) = destination else {
        counters.packetsRefused += 1
        continue
      }
      let header = forwarder.header(
        from: forwarded.source(index), tunnel: tunnel, now: now)
      submit(
        header, index, to: destination,
        settings.trafficClass ?? configuration.traffic.standard, now: now)
    }
    underlay.flush()
  }

  /// Takes the answers of a local program to one remote peer.
  func receiveFromService(_ slot: Int) {
    guard let port = forwarder.remotePort(slot), let peer = forwarder.remote(slot) else { return }
    let count = (try? port.socket.receive(into: &forwarded)) ?? 0
    let now = loop.clock.now
    let header = DatagramHeader(source: peer.port, destination: peer.remotePort)
    for index in 0..<count where forwarded.source(index) == peer.local {
      submit(header, index, to: peer.node, peer.trafficClass, now: now)
    }
    underlay.flush()
  }

  private func submit(
    _ header: DatagramHeader, _ index: Int, to destination: NodeID,
    _ trafficClass: TrafficClass, now: Instant
  ) {
    let start = PacketLayout.headroom
    let payload = start..<(start + DatagramHeader.byteCount + forwarded.length(index))
    forwarded.arena.withBuffer(index) { header.write(to: &$0, at: start) }
    let submission = node.send(
      .datagram, to: destination, trafficClass: trafficClass, flow: header.flow,
      payload: payload, now: now)
    guard case .forward(let packet, let hops) = submission else {
      counters.packetsRefused += 1
      return
    }
    counters.packetsSent += 1
    underlay.send(packet, to: hops, from: forwarded.arena[index], node: &node, now: now)
  }

  /// Hands a datagram from the overlay to the program that it is for.
  func deliverToPort(_ delivery: Delivery, _ buffer: PacketBuffer, now: Instant) {
    let header = buffer.withSpan {
      DatagramHeader($0.span, in: delivery.payload)
    }
    guard let header else {
      counters.datagramsMalformed += 1
      return
    }
    if deliverToApplication(
      header, delivery.payload, of: buffer, from: delivery.source, delivery.trafficClass)
    {
      return
    }
    guard
      let local = forwarder.local(
        for: header, from: delivery.source, named: node.name(of: delivery.source),
        delivery.trafficClass, now: now)
    else {
      counters.portsUnknown += 1
      return
    }
    if let slot = local.opened {
      try? loop.add(local.port.socket.descriptor, token: EventToken(.service, index: slot))
    }
    counters.packetsDelivered += 1
    forwarder.queue(
      buffer,
      (delivery.payload.lowerBound + DatagramHeader.byteCount)..<delivery.payload.upperBound,
      to: local.address, through: local.port)
  }
}
