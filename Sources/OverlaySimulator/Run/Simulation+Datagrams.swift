import OverlayCore
import OverlaySecurity

/// Datagrams between hosts, and the test packets that they carry.
extension Simulation {
  // MARK: - Test traffic

  func sendTestPacket(of index: Int) {
    let stream = configuration.streams[index]
    queue.push(.traffic(stream: index), due: now + stream.interval)
    let host = hosts[stream.source]
    guard let running = host.running else { return }
    let payload = PacketLayout.headroom..<(PacketLayout.headroom + stream.bytes)
    let number = UInt32(deliveries.sentCount + 1)
    let digest = TestPayload.digest(packet: number, stream: index, count: stream.bytes)
    _ = deliveries.sent(to: stream.destination, digest: digest, at: now)
    let header = DatagramArena.Header(sender: host.index, receiver: host.index)
    guard let slot = arena.allocate(header, length: payload.upperBound) else { return }
    defer { arena.release(slot) }
    let destination = hosts[stream.destination].node
    arena.withSlot(slot) { bytes in
      TestPayload.write(packet: number, stream: index, to: &bytes, in: payload)
    }
    let submission = running.node.send(
      .datagram, to: destination, trafficClass: stream.trafficClass, flow: UInt64(index),
      payload: payload, now: now)
    if case .forward(let packet, let hops) = submission {
      forward(slot, packet, hops, by: host, tag: PacketTag(packet: number, origin: host.index))
    }
    settle(host.index)
  }

  private func deliver(_ delivery: Delivery, in slot: Int, to host: SimulatedHost) {
    guard delivery.kind == .datagram, delivery.payload.count >= TestPayload.bytesMin else {
      return
    }
    let (number, stream, digest) = arena.withSlot(slot) { bytes in
      let start = delivery.payload.lowerBound
      var fields: (UInt32, UInt32) = (0, 0)
      for offset in 0..<4 {
        fields.0 = fields.0 << 8 | UInt32(bytes[start + offset])
        fields.1 = fields.1 << 8 | UInt32(bytes[start + 4 + offset])
      }
      return (fields.0, fields.1, TestPayload.digest(bytes.span, in: delivery.payload))
    }
    report.trace.combine(UInt64(number) << 32 | UInt64(host.index))
    note(deliveries.delivered(number, host: host.index, digest: digest, at: now))
    if now >= configuration.settledAt, Int(stream) < configuration.streams.count {
      recovery.delivered(stream: Int(stream), paths: paths, at: now)
    }
  }

  // MARK: - Datagrams

  func arrive(_ slot: Int) {
    defer { arena.release(slot) }
    let header = arena.header(of: slot)
    let host = hosts[header.receiver]
    guard let running = host.running,
      header.destinationPort == Int(host.addressGeneration)
    else { return }
    var tag = header.tag
    if tag.isTestPacket { note(loops.visit(&tag, host: host.index, at: now)) }
    let source = SimulatedAddress(
      host: header.sender, generation: UInt8(truncatingIfNeeded: header.sourcePort))
    let length = arena.length(of: slot)
    let reception = arena.withSlot(slot) { bytes in
      running.node.receive(&bytes, length: length, from: source.underlay, socket: 0, now: now)
    }
    switch reception {
    case .consumed: break
    case .deliver(let delivery): deliver(delivery, in: slot, to: host)
    case .assembled(let packet, let delivery):
      arena.withSlot(slot) { running.node.write(packet, to: &$0) }
      deliver(delivery, in: slot, to: host)
    case .forward(let packet, let hops): forward(slot, packet, hops, by: host, tag: tag)
    }
    settle(host.index)
  }

  /// Seals the packet in the slot for each hop and sends it there.
  private func forward(
    _ slot: Int, _ packet: Packet, _ hops: Hops, by host: SimulatedHost, tag: PacketTag
  ) {
    guard hops.stripes == 0 else {
      return forwardStripes(slot, packet, hops, by: host, tag: tag)
    }
    if hops.second != .none {
      let header = arena.header(of: slot)
      if let copy = arena.allocate(header, length: 0) {
        arena.copy(0..<DatagramArena.slotBytes, of: slot, to: copy)
        seal(copy, packet, to: hops.second, by: host, tag: tag)
        arena.release(copy)
      }
    }
    seal(slot, packet, to: hops.first, by: host, tag: tag)
  }

  private func forwardStripes(
    _ slot: Int, _ packet: Packet, _ hops: Hops, by host: SimulatedHost, tag: PacketTag
  ) {
    let header = arena.header(of: slot)
    let whole = arena.bytes(of: slot)
    for index in 0...Int(hops.stripes) {
      guard let copy = arena.allocate(header, length: 0) else { continue }
      let part = arena.withSlot(copy) { bytes in
        SecureNode.cut(
          index, of: packet, stripes: Int(hops.stripes), from: whole.span, to: &bytes)
      }
      seal(copy, part, to: hops[index], by: host, tag: tag)
      arena.release(copy)
    }
  }

  private func seal(
    _ slot: Int, _ packet: Packet, to hop: LinkID, by host: SimulatedHost, tag: PacketTag
  ) {
    guard let running = host.running else { return }
    let transmission = arena.withSlot(slot) { bytes in
      running.node.seal(&bytes, packet, to: hop, now: now)
    }
    guard let transmission else { return }
    launch(transmission, from: host, tag: tag, slot: slot)
  }

  /// Hands a datagram to the network; its bytes lie in `slot`, or in the scratch buffer.
  func launch(
    _ transmission: Transmission, from host: SimulatedHost, tag: PacketTag, slot: Int? = nil
  ) {
    let byteCount = transmission.range.count
    report.datagrams += 1
    report.trace.combine(now.nanoseconds)
    report.trace.combine(UInt64(host.index) << 32 | UInt64(byteCount))
    guard let target = SimulatedAddress(transmission.destination), target.host < hosts.count,
      target.host != host.index
    else { return }
    let fate = network.send(
      byteCount + ControlTrafficMeter.headerBytes, from: host.index, to: target.host, at: now)
    let header = DatagramArena.Header(
      sender: host.index, receiver: target.host, sourcePort: Int(host.addressGeneration),
      destinationPort: Int(target.generation), tag: tag)
    switch fate {
    case .lost: return
    case .arrives(let due): hold(transmission.range, of: slot, header, until: due)
    case .arrivesTwice(let first, let second):
      hold(transmission.range, of: slot, header, until: first)
      hold(transmission.range, of: slot, header, until: second)
    }
  }

  private func hold(
    _ range: Range<Int>, of source: Int?, _ header: DatagramArena.Header, until due: Instant
  ) {
    guard let slot = arena.allocate(header, length: range.count) else { return }
    if let source {
      arena.copy(range, of: source, to: slot)
    } else {
      arena.write(scratch.span, range: range, to: slot)
    }
    queue.push(.arrival(slot: slot), due: due)
  }
}
