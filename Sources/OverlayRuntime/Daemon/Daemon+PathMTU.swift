internal import OverlayCore
internal import OverlaySecurity

// Packets of the host that are too large for their way.

extension Daemon {
  /// Deals with packets that do not go whole over the way that was chosen for them; true when they are
  /// to be sent as they are.
  func sendOversize(
    _ packets: HostPackets, _ header: IPHeader, to destination: NodeID, bytesMax: Int, now: Instant
  ) -> Bool {
    let decision = outgoing.withBuffer(packets.first) { bytes in
      OversizePacket.decide(header, bytes.span, at: PacketLayout.headroom, bytesMax: bytesMax)
    }
    switch decision {
    case .send:
      return true
    case .answer(let mtu):
      counters.packetsTooBig += UInt64(packets.count)
      tell(.tooBig(mtu: mtu), about: header, packets, now: now)
    case .fragment:
      counters.packetsFragmented += UInt64(packets.count)
      for index in 0..<packets.count {
        let buffer = outgoing[packets.first + index]
        fragment(
          buffer, packets.payload(index), header, to: destination,
          as: trafficClass(of: header, from: packets.origin), bytesMax: bytesMax, now: now)
      }
    }
    return false
  }

  private func fragment(
    _ packet: PacketBuffer, _ range: Range<Int>, _ header: IPHeader, to destination: NodeID,
    as trafficClass: TrafficClass, bytesMax: Int, now: Instant
  ) {
    let plan = packet.withSpan { IPv4Fragmentation($0.span, in: range, bytesMax: bytesMax) }
    guard let plan else { return }
    // The buffers are used again from packet to packet.
    underlay.flush()
    for number in 0..<min(plan.count, fragments.count) {
      let buffer = fragments[number]
      let length = packet.withSpan { bytes in
        buffer.withSpan { target in
          plan.write(number, of: bytes.span, to: &target, at: PacketLayout.headroom)
        }
      }
      let payload = PacketLayout.headroom..<(PacketLayout.headroom + length)
      let submission = node.send(
        .ip, to: destination, trafficClass: trafficClass, flow: header.flow,
        payload: payload, now: now)
      guard case .forward(let sent, let hops) = submission else { return }
      counters.packetsSent += 1
      underlay.send(
        sent, to: hops, from: buffer, trafficByte: header.trafficByte, node: &node, now: now)
    }
    underlay.flush()
  }

  // MARK: - Segments of TCP

  /// Sees to it that a connection which the host opens or accepts is not offered larger segments than
  /// come back whole, as far as the way there tells.
  func clampSegments(
    of packets: HostPackets, toward destination: NodeID, _ header: IPHeader, now: Instant
  ) {
    // What the kernel cut is never a SYN.
    guard packets.count == 1, mayBeTCP(header) else { return }
    outgoing.withBuffer(packets.first) { bytes in
      _ = SegmentSizeClamp.clamp(
        &bytes, in: packets.payload(0),
        packetBytesMax: segmentPacketBytes(
          toward: destination, trafficClass(of: header, from: packets.origin), now: now))
    }
  }

  /// Sees to it that the host does not send larger segments to the other end than go whole.
  func clampSegments(
    of delivery: Delivery, _ header: IPHeader, _ buffer: PacketBuffer, to place: Int
  ) {
    guard mayBeTCP(header) else { return }
    buffer.withSpan { bytes in
      _ = SegmentSizeClamp.clamp(
        &bytes, in: delivery.payload,
        packetBytesMax: segmentPacketBytes(
          toward: delivery.source, trafficClass(of: header, from: place),
          now: loop.clock.now))
    }
  }

  /// TCP, or an extension header of IPv6 that it may stand behind.
  private func mayBeTCP(_ header: IPHeader) -> Bool {
    header.upperProtocol == 6
      || header.family == .ipv6 && [0, 43, 44, 60].contains(header.upperProtocol)
  }

  private func segmentPacketBytes(
    toward destination: NodeID, _ trafficClass: TrafficClass, now: Instant
  ) -> Int {
    node.pathSize(toward: destination, trafficClass: trafficClass, now: now)?.onEveryWay
      ?? Int(UInt16.max)
  }
}
