internal import DequeModule
public import OverlayCore

// Draining: what this layer has to say comes first, then what the core has.

extension SecureNode {
  /// The next effect; nil when all are drained.
  ///
  /// - Parameter buffer: At least ``PacketLayout/bufferBytes`` bytes; a datagram to be sent lies
  ///   in it until the next call.
  public mutating func nextEffect(
    into buffer: inout MutableSpan<UInt8>, now: Instant
  ) -> SecureEffect? {
    while true {
      if let effect = events.popFirst() { return effect }
      if let outgoing = outbox.popFirst() {
        if let sent = transmit(outgoing, into: &buffer, now: now) { return .transmit(sent) }
        continue
      }
      guard let effect = node.nextEffect(into: &buffer, at: DataHeader.longByteCount, now: now)
      else {
        return nil
      }
      if let translated = translate(effect, in: &buffer, now: now) { return translated }
    }
  }

  private mutating func translate(
    _ effect: Effect, in buffer: inout MutableSpan<UInt8>, now: Instant
  ) -> SecureEffect? {
    switch effect {
    case .send(let link, let length):
      let frame = DataHeader.longByteCount..<(DataHeader.longByteCount + length)
      return sealControl(&buffer, frame, on: link, now: now).map { .transmit($0) }
    case .probe(let link, let length):
      let frame = DataHeader.longByteCount..<(DataHeader.longByteCount + length)
      guard targets[link.index].isValidated,
        var sent = sealFrame(&buffer, frame, on: link, isData: false)
      else { return nil }
      sent.mayFragment = false
      return .transmit(sent)
    case .linkChanged(let link, let before, let after):
      return linkChanged(link, from: before, to: after, now: now)
    case .memberChanged(let node, let change):
      memberChanged(node, change, now: now)
      note(.membersChanged)
      return .event(.memberChanged(node, change))
    case .connect(let contact):
      connect(contact, now: now)
      return nil
    case .measure(let contact):
      measure(contact, now: now)
      return nil
    case .disconnect(let link):
      return release(link, in: &buffer, now: now).map { .transmit($0) }
    case .outgrown:
      changeOver(now: now)
      return nil
    case .answered(let result):
      return answered(result, now: now)
    case .published(let record, _, let root):
      return .event(.recordPublished(record, root: root))
    case .refused(let record, _, let outcome, _):
      return .event(.recordRefused(record, outcome))
    case .unanswered(let record, _):
      return .event(.recordUnanswered(record))
    case .routeChanged(let node, let trafficClass, let relay, let link):
      return .event(.routeChanged(node, trafficClass, relay: relay, link: link))
    }
  }

  private mutating func transmit(
    _ outgoing: Outgoing, into buffer: inout MutableSpan<UInt8>, now: Instant
  ) -> Transmission? {
    switch outgoing {
    case .datagram(let bytes, let address, let socket):
      var writer = ByteWriter()
      writer.bytes(bytes, to: &buffer)
      return Transmission(range: 0..<bytes.count, destination: address, socket: socket)
    case .frame(let bytes, let link):
      var writer = ByteWriter(at: DataHeader.longByteCount)
      writer.bytes(bytes, to: &buffer)
      return sealControl(
        &buffer, DataHeader.longByteCount..<writer.position, on: link, now: now)
    case .stray(let bytes, let link, let address, let socket):
      var writer = ByteWriter(at: DataHeader.longByteCount)
      writer.bytes(bytes, to: &buffer)
      var sent = sealFrame(
        &buffer, DataHeader.longByteCount..<writer.position, on: link, isData: false)
      sent?.destination = address
      sent?.socket = socket
      return sent
    case .packet(let kind, let bytes, let destination, let trafficClass):
      var writer = ByteWriter(at: PacketLayout.headroom)
      writer.bytes(bytes, to: &buffer)
      let payload = PacketLayout.headroom..<writer.position
      // One flow for each kind of message: they are few and need no order.
      let submission = send(
        kind, to: destination, trafficClass: trafficClass, flow: UInt64(kind.rawValue),
        payload: payload, now: now)
      guard case .forward(let packet, let hops) = submission else { return nil }
      if hops.count > 1 { copyForSecondHop(packet, bytes, hops.second) }
      return seal(&buffer, packet, to: hops.first, now: now)
    }
  }

  /// Seals a control frame, if it may go to where the link leads.
  mutating func sealControl(
    _ buffer: inout MutableSpan<UInt8>, _ frame: Range<Int>, on link: LinkID, now: Instant
  ) -> Transmission? {
    guard targets[link.index].peer >= 0 else { return nil }
    let bytes = DataHeader.longByteCount + frame.count + FrameCipher.tagBytes
    guard
      targets[link.index].isValidated
        || mayCarry(FrameKind(rawValue: buffer[frame.lowerBound]), bytes: bytes, on: link, now: now)
    else { return nil }
    return sealFrame(&buffer, frame, on: link, isData: false)
  }

  /// A diagnostic packet of the redundant class leaves twice: the second copy waits its turn.
  private mutating func copyForSecondHop(_ packet: Packet, _ bytes: [UInt8], _ hop: LinkID) {
    var copy = [UInt8](repeating: 0, count: PacketLayout.headroom)
    copy += bytes
    copy += [UInt8](repeating: 0, count: PacketLayout.tailroom)
    var span = copy.mutableSpan
    guard let sent = seal(&span, packet, to: hop, now: .zero) else { return }
    outbox.append(
      .datagram(Array(copy[sent.range]), to: sent.destination, socket: sent.socket))
  }
}
