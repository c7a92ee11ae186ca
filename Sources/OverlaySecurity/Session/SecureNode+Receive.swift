public import OverlayCore

// The way in: datagram, frame, packet.

extension SecureNode {
  /// Takes in a datagram and opens it where it lies.
  ///
  /// - Parameters:
  ///   - datagram: The buffer; bytes behind `length` are room for sealing it again.
  ///   - length: Bytes that came. A datagram of more than ``PacketLayout/datagramBytesMax`` is dropped:
  ///     nothing that this node does with one has room for it.
  ///   - source: Where they came from.
  ///   - socket: Which of our sockets they came to.
  ///   - now: The present.
  public mutating func receive(
    _ datagram: inout MutableSpan<UInt8>, length: Int, from source: UnderlayAddress, socket: Int,
    now: Instant
  ) -> Reception {
    guard length > 0, length <= datagram.count else { return malformed() }
    guard length <= PacketLayout.datagramBytesMax else {
      counters.oversizedDatagrams += 1
      return .consumed
    }
    switch datagram[0] {
    case let byte where DataHeader.begins(with: byte):
      return receiveData(&datagram, length: length, from: source, socket: socket, now: now)
    case 1...3, HandshakeKind.versionReply.rawValue, HandshakeKind.revocationNotice.rawValue:
      let message = datagram.span.extracting(first: length)
      receiveHandshake(message, from: .underlay(source, socket: socket), now: now)
      return .consumed
    case DistanceProbe.question:
      answerDistance(datagram.span.extracting(first: length), to: source, socket: socket, now: now)
      return .consumed
    case DistanceProbe.answer:
      takeDistance(datagram.span.extracting(first: length), now: now)
      return .consumed
    default:
      return malformed()
    }
  }

  private mutating func malformed() -> Reception {
    counters.malformed += 1
    return .consumed
  }

  private mutating func receiveData(
    _ datagram: inout MutableSpan<UInt8>, length: Int, from source: UnderlayAddress, socket: Int,
    now: Instant
  ) -> Reception {
    guard length >= DataHeader.frameBytesMin, let header = try? DataHeader(datagram.span) else {
      return malformed()
    }
    guard let slot = sessions.find(header.receiver) else {
      counters.unknownSessions += 1
      suspectForgottenSession(from: source, now: now)
      return .consumed
    }
    let path = Int(header.path)
    let sealed = header.byteCount..<max(length, header.byteCount)
    switch sessions[slot].open(
      &datagram, ciphertextAndTag: sealed, path: path, counter: header.counter)
    {
    case .replayed: counters.replayedFrames += 1
    case .forged: counters.forgedFrames += 1
    case .opened(let isNewest):
      let frame = header.byteCount..<(length - FrameCipher.tagBytes)
      guard
        let link = arrival(
          slot, path, isNewest: isNewest, from: source, socket: socket, length, now: now)
      else { return .consumed }
      if !targets[link.index].isValidated {
        heard(onUnvalidated: link, bytes: length, from: source, now: now)
      }
      guard !frame.isEmpty else { return .consumed }
      return receiveFrame(
        &datagram, frame, on: link, counter: header.counter, length: length, now: now)
    }
    return .consumed
  }

  /// The link that a genuine frame came over; notes roaming and a session's first use.
  private mutating func arrival(
    _ slot: Int, _ path: Int, isNewest: Bool, from source: UnderlayAddress, socket: Int,
    _ bytes: Int, now: Instant
  ) -> LinkID? {
    let place = sessions[slot].peer
    if peers[place].next == slot || peers[place].tentative == slot {
      confirm(place, slot, now: now)
      // There may be no room for one more.
      guard peers[place].isTaken else { return nil }
    }
    let link = peers[place].links[path]
    guard link != .none else {
      return adoptLink(place, path: path, from: source, socket: socket, now: now)
    }
    if isNewest, targets[link.index].address != source || targets[link.index].socket != socket {
      mayHaveMoved(link, to: source, socket: socket, bytes: bytes, now: now)
    }
    return link
  }

  private mutating func receiveFrame(
    _ buffer: inout MutableSpan<UInt8>, _ frame: Range<Int>, on link: LinkID, counter: UInt64,
    length: Int, now: Instant
  ) -> Reception {
    let kind = FrameKind(rawValue: buffer[frame.lowerBound])
    outbox.payer = targets[link.index].peer
    defer { outbox.payer = -1 }
    node.count(
      link, counter: counter, bytes: length, isData: kind?.isPacket ?? false, now: now)
    guard isWithinLimits(kind, on: link, now: now) else { return .consumed }
    switch kind {
    case .packet:
      guard
        let header = try? PacketHeader(
          buffer.span.extracting(first: frame.upperBound), at: frame.lowerBound)
      else {
        counters.badFrames += 1
        return .consumed
      }
      return receivePacket(
        &buffer, header, frame.dropFirst(PacketHeader.byteCount), on: link, now: now)
    case .labelledPacket:
      guard
        let short = try? LabelledHeader(
          buffer.span.extracting(first: frame.upperBound), at: frame.lowerBound)
      else {
        counters.badFrames += 1
        return .consumed
      }
      guard let header = node.expand(short, from: link, now: now) else {
        counters.unknownLabels += 1
        return .consumed
      }
      return receivePacket(
        &buffer, header, frame.dropFirst(LabelledHeader.byteCount), on: link, now: now)
    case .memberRecord:
      receiveMemberRecord(buffer.span.extracting(frame), on: link, now: now)
    case .revocation:
      receiveRevocation(buffer.span.extracting(frame.dropFirst()), now: now)
    case .revocationQuestion, .revocationAnswer:
      receiveRevocationDigest(buffer.span.extracting(frame), on: link, now: now)
    case .linkEnd:
      receiveLinkEnd(link, now: now)
    case .pathQuestion, .pathAnswer:
      receiveProof(buffer.span.extracting(frame), on: link, now: now)
    case .rekeyInitiation, .rekeyResponse:
      receiveRenewal(buffer.span.extracting(frame), on: link, now: now)
    case .observedAddress:
      receiveObservation(buffer.span.extracting(frame), on: link, now: now)
    case .some(let kind) where kind.isDirectory:
      receiveDirectory(buffer.span.extracting(frame), on: link, now: now)
    default:
      do throws(DecodeError) {
        try node.receive(buffer.span.extracting(frame), on: link, now: now)
      } catch {
        counters.badFrames += 1
      }
    }
    return .consumed
  }

  private mutating func receivePacket(
    _ buffer: inout MutableSpan<UInt8>, _ header: PacketHeader, _ payload: Range<Int>,
    on link: LinkID, now: Instant
  ) -> Reception {
    var header = header
    if header.kind == .trace { answerTrace(buffer.span, payload, header, from: link, now: now) }
    switch node.route(header, from: link, now: now) {
    case .deliver:
      return deliver(&buffer, header, payload, on: link, now: now)
    case .forward(let hops):
      // Answers are not counted: however many somebody else draws from a node, it must not run out.
      if header.kind == .handshake, !payload.isEmpty,
        buffer[payload.lowerBound] == HandshakeKind.initiation.rawValue,
        !isWithin(.carriedInitiation, neighbourOn: link, now: now)
      {
        return .consumed
      }
      if header.isCopied,
        !node.admitRelayed(copyHash(header, buffer.span, payload), from: link, now: now)
      {
        count(.duplicate)
        return .consumed
      }
      node.noteSize(of: header, payloadBytes: payload.count, to: hops, from: link, now: now)
      header.pass(over: hops)
      let packet = Packet(header: header, payload: payload, wantsSeal: false, arrival: link)
      return .forward(packet, hops)
    case .drop(let reason):
      count(reason)
      return .consumed
    }
  }

  mutating func count(_ reason: DropReason) {
    switch reason {
    case .hopLimit: counters.droppedHopLimit += 1
    case .duplicate: counters.droppedDuplicates += 1
    case .noRoute, .unknownDestination, .noSession: counters.droppedNoRoute += 1
    case .policy: counters.droppedByPolicy += 1
    case .notRelay: counters.droppedByRole += 1
    }
  }

  private mutating func deliver(
    _ buffer: inout MutableSpan<UInt8>, _ header: PacketHeader, _ payload: Range<Int>,
    on link: LinkID, now: Instant
  ) -> Reception {
    var contents = payload
    var isProven = true
    // Before the seal is opened: whoever uses new keys for the first time may lose its links by that.
    let neighbour = peers[targets[link.index].peer].node
    if header.isSealed {
      // What comes before keys, or is for relays to read, is never sealed.
      guard header.kind.isSealedThroughRelays else {
        counters.forgedFrames += 1
        return .consumed
      }
      guard let opened = openEndToEnd(&buffer, header, payload, now: now) else {
        return .consumed
      }
      contents = opened
    } else if neighbour != header.source {
      // In the clear it can only come from the neighbour itself: a relay must not speak for
      // another member. What relays carry in the clear all the same, handshakes and traces, is
      // believed of nobody, and dropped as a copy only when all its bytes have come before.
      guard !header.kind.isSealedThroughRelays else {
        counters.forgedFrames += 1
        return .consumed
      }
      isProven = false
    }
    guard
      isProven
        ? node.admitDelivered(header, now: now)
        : !header.isCopied
          || node.admitRelayed(copyHash(header, buffer.span, payload), from: link, now: now)
    else {
      count(.duplicate)
      return .consumed
    }
    switch header.kind {
    case .ip, .datagram, .prefixes:
      return .deliver(
        Delivery(
          payload: contents, source: header.source, trafficClass: header.trafficClass,
          kind: header.kind))
    case .stripe:
      return assemble(buffer.span, contents, header, now: now)
    case .handshake:
      let message = buffer.span.extracting(contents)
      receiveHandshake(message, from: .overlay(header.source), carrier: neighbour, now: now)
    case .candidates:
      receiveCandidates(buffer.span.extracting(contents), from: header.source, now: now)
    case .probe, .probeReply, .traceReply:
      receiveDiagnostic(buffer.span.extracting(contents), header, now: now)
    case .trace:
      break
    }
    return .consumed
  }

  private mutating func openEndToEnd(
    _ buffer: inout MutableSpan<UInt8>, _ header: PacketHeader, _ payload: Range<Int>,
    now: Instant
  ) -> Range<Int>? {
    guard
      let seal = try? DataHeader(
        buffer.span.extracting(first: payload.upperBound), at: payload.lowerBound),
      payload.count >= seal.byteCount + FrameCipher.tagBytes
    else {
      counters.badFrames += 1
      return nil
    }
    guard let place = places[header.source], let slot = sessions.find(seal.receiver),
      peers[place].owns(slot)
    else {
      counters.unknownSessions += 1
      suspectForgottenSession(with: header.source, now: now)
      return nil
    }
    let contents = payload.dropFirst(seal.byteCount)
    let bound = BoundHeader(header, seal)
    switch sessions[slot].open(
      &buffer, ciphertextAndTag: contents, path: Session.endToEndPath, counter: seal.counter,
      additionalData: bound.bytes.span)
    {
    case .replayed: counters.replayedFrames += 1
    case .forged: counters.forgedFrames += 1
    case .opened:
      peers[place].lastUsed = now
      if peers[place].isUnconfirmed(slot) { confirm(place, slot, now: now) }
      // There may be no room for one more.
      guard peers[place].isTaken else { return nil }
      return contents.dropLast(FrameCipher.tagBytes)
    }
    return nil
  }
}
