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

  /// How a packet is to leave for one of its hops: asked once, right before it is sealed.
  ///
  /// - Returns: nil when the link or a session has just gone.
  public mutating func form(of packet: Packet, to hop: LinkID, now: Instant) -> PacketForm? {
    let peer = targets[hop.index].peer
    guard peer >= 0, peers[peer].current != SessionTable.none,
      let counter = node.nextCounter(hop)
    else { return nil }
    var header = packet.header
    var form = PacketForm(
      endToEnd: SessionTable.none, frontBytes: DataHeader.byteCount(counter))
    if packet.wantsSeal, peers[peer].node != header.destination {
      guard let place = places[header.destination], peers[place].current != SessionTable.none
      else { return nil }
      header.isSealed = true
      form.endToEnd = place
      form.frontBytes += DataHeader.byteCount(peers[place].endToEndCounter)
    }
    form.short =
      header.kind.isLabelled ? node.shorten(header, on: hop, from: packet.arrival, now: now) : nil
    form.frontBytes += form.short == nil ? PacketHeader.byteCount : LabelledHeader.byteCount
    return form
  }

  /// Seals a packet in place for one of its hops, moving it when there is too little room in front.
  ///
  /// For a packet with two hops, copy the buffer first: sealing overwrites it.
  /// - Returns: What to send; nil when the link or its session has just gone, or the buffer is too
  ///   small.
  public mutating func seal(
    _ buffer: inout MutableSpan<UInt8>, _ packet: Packet, to hop: LinkID, now: Instant
  ) -> Transmission? {
    guard let form = form(of: packet, to: hop, now: now) else { return nil }
    var packet = packet
    guard packet.makeRoom(form.frontBytes, in: &buffer) else { return nil }
    return seal(&buffer, packet, as: form, to: hop, now: now)
  }

  /// Seals a packet in place in the form that was asked for, for which there is room in front.
  public mutating func seal(
    _ buffer: inout MutableSpan<UInt8>, _ packet: Packet, as form: PacketForm, to hop: LinkID,
    now: Instant
  ) -> Transmission? {
    var header = packet.header
    var (start, end) = (packet.payload.lowerBound, packet.payload.upperBound)
    if form.endToEnd != SessionTable.none {
      header.isSealed = true
      peers[form.endToEnd].lastUsed = now
      start -= sealEndToEnd(&buffer, packet.payload, header, for: form.endToEnd)
      end += FrameCipher.tagBytes
    }
    if let short = form.short {
      start -= LabelledHeader.byteCount
      short.write(to: &buffer, at: start)
    } else {
      start -= PacketHeader.byteCount
      header.write(to: &buffer, at: start)
    }
    return sealFrame(&buffer, start..<end, on: hop, isData: true)
  }

  /// Seals a payload for its last node; returns the bytes that stand before it now.
  private mutating func sealEndToEnd(
    _ buffer: inout MutableSpan<UInt8>, _ payload: Range<Int>, _ header: PacketHeader,
    for place: Int
  ) -> Int {
    let slot = peers[place].current
    let counter = peers[place].endToEndCounter
    peers[place].endToEndCounter += 1
    let seal = DataHeader(path: 0, receiver: sessions[slot].remoteIndex, counter: counter)
    seal.write(to: &buffer, at: payload.lowerBound - seal.byteCount)
    let bound = BoundHeader(header, seal)
    sessions[slot].seal(
      &buffer, plaintext: payload, path: Session.endToEndPath, counter: counter,
      additionalData: bound.bytes.span)
    return seal.byteCount
  }

  /// Seals a frame in place; the bytes in front of it are its data header's.
  mutating func sealFrame(
    _ buffer: inout MutableSpan<UInt8>, _ frame: Range<Int>, on link: LinkID, isData: Bool
  ) -> Transmission? {
    let target = targets[link.index]
    // Packets go to addresses that have answered; control frames are asked about before.
    guard target.peer >= 0, target.isValidated || !isData else { return nil }
    let slot = peers[target.peer].current
    let bytes = frame.count + FrameCipher.tagBytes
    guard slot != SessionTable.none,
      let counter = node.stamp(link, bytes: bytes + DataHeader.byteCount, isData: isData)
    else { return nil }
    let header = DataHeader(
      path: UInt8(target.path), receiver: sessions[slot].remoteIndex, counter: counter)
    let start = frame.lowerBound - header.byteCount
    header.write(to: &buffer, at: start)
    sessions[slot].seal(&buffer, plaintext: frame, path: target.path, counter: counter)
    return Transmission(
      range: start..<(frame.lowerBound + bytes), destination: target.address,
      socket: target.socket)
  }
}
