public import OverlayCore

// The way out: packet, frame, datagram.

extension SecureNode {
  /// Decides about a packet of our own.
  ///
  /// - Parameters:
  ///   - kind: What it carries.
  ///   - destination: The member it is for.
  ///   - trafficClass: What it asks of its path.
  ///   - flow: A hash of whatever tells flows apart.
  ///   - payload: Where it lies in the buffer that will be sealed: with
  ///     ``PacketLayout/headroom`` bytes in front and ``PacketLayout/tailroom`` behind.
  ///   - packets: How many packets of the flow are decided about at once. They have the sequences
  ///     that follow the returned one's and the same hops.
  ///   - now: The present.
  public mutating func send(
    _ kind: PayloadKind, to destination: NodeID, trafficClass: TrafficClass, flow: UInt64,
    payload: Range<Int>, packets: Int = 1, now: Instant
  ) -> Submission {
    let (header, verdict) = node.originate(
      to: destination, trafficClass: trafficClass, kind: kind, flow: flow, packets: packets,
      now: now)
    switch verdict {
    case .deliver: return .local
    case .drop(let reason): return refuse(reason)
    case .forward(let hops):
      let packet = Packet(
        header: header, payload: payload, wantsSeal: kind.isSealedThroughRelays)
      // Not a method that asks: Swift 6.3 would copy the whole node for one that does not change it.
      let hasSession = places[destination].map { peers[$0].current != SessionTable.none } ?? false
      guard packet.wantsSeal, !hasSession else { return .forward(packet, hops) }
      // Without a session only the way straight there would do, and that needs one as well.
      wantHandshake(with: destination, now: now)
      return refuse(.noSession)
    }
  }

  private mutating func refuse(_ reason: DropReason) -> Submission {
    count(reason)
    return .refused(reason)
  }

  /// Seals a packet in place for one of its hops.
  ///
  /// For a packet with two hops, copy the buffer first: sealing overwrites it.
  /// - Returns: What to send; nil when the link or its session has just gone.
  public mutating func seal(
    _ buffer: inout MutableSpan<UInt8>, _ packet: Packet, to hop: LinkID, now: Instant
  ) -> Transmission? {
    let peer = targets[hop.index].peer
    guard peer >= 0, peers[peer].current != SessionTable.none else { return nil }
    var header = packet.header
    var end = packet.payload.upperBound
    var start = packet.payload.lowerBound - PacketHeader.byteCount
    if packet.wantsSeal, peers[peer].node != header.destination {
      guard let place = places[header.destination], peers[place].current != SessionTable.none
      else { return nil }
      header.isSealed = true
      start -= PacketLayout.sealHeaderBytes
      header.write(to: &buffer, at: start)
      peers[place].lastUsed = now
      sealEndToEnd(&buffer, packet.payload, for: place)
      end += FrameCipher.tagBytes
    } else {
      header.write(to: &buffer, at: start)
    }
    return sealFrame(&buffer, start..<end, on: hop, isData: true)
  }

  private mutating func sealEndToEnd(
    _ buffer: inout MutableSpan<UInt8>, _ payload: Range<Int>, for place: Int
  ) {
    let slot = peers[place].current
    let counter = peers[place].endToEndCounter
    peers[place].endToEndCounter += 1
    let sealHeader = payload.lowerBound - PacketLayout.sealHeaderBytes
    var writer = ByteWriter(at: sealHeader)
    writer.uint32(sessions[slot].remoteIndex, to: &buffer)
    writer.uint64(counter, to: &buffer)
    let header = sealHeader - PacketHeader.byteCount
    sessions[slot].seal(
      &buffer, plaintext: payload, path: Session.endToEndPath, counter: counter,
      additionalData: (header + PacketHeader.hopLimitOffset + 1)..<sealHeader)
  }

  /// Seals a frame in place; the bytes in front of it are its data header's.
  mutating func sealFrame(
    _ buffer: inout MutableSpan<UInt8>, _ frame: Range<Int>, on link: LinkID, isData: Bool
  ) -> Transmission? {
    let target = targets[link.index]
    guard target.peer >= 0 else { return nil }
    let slot = peers[target.peer].current
    let length = DataHeader.byteCount + frame.count + FrameCipher.tagBytes
    guard slot != SessionTable.none,
      let counter = node.stamp(link, bytes: length, isData: isData)
    else { return nil }
    let start = frame.lowerBound - DataHeader.byteCount
    DataHeader(
      path: UInt8(target.path), receiver: sessions[slot].remoteIndex, counter: counter
    ).write(to: &buffer, at: start)
    sessions[slot].seal(&buffer, plaintext: frame, path: target.path, counter: counter)
    return Transmission(
      range: start..<(start + length), destination: target.address, socket: target.socket)
  }
}
