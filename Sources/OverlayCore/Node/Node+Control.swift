// Control frames: what neighbours tell this node.

extension Node {
  /// Takes in an opened control frame that came over `link` and has been counted.
  ///
  /// Member records do not come this way: they are verified first (``admit(_:isDirect:now:)``).
  ///
  /// - Parameters:
  ///   - frame: May be hostile.
  ///   - link: Where it came from.
  ///   - now: The present.
  ///   - isGenuine: Whether the proof of a directory record holds. Asked for records that this node
  ///     is to keep or to answer with, and only for as many as the neighbour may bring.
  /// - Throws: ``DecodeError`` when the frame is malformed; nothing has changed then.
  public mutating func receive(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant,
    isGenuine: (DirectoryRecord) -> Bool = { _ in true }
  ) throws(DecodeError) {
    var reader = ByteReader(frame)
    guard let kind = FrameKind(rawValue: try reader.byte(frame)) else { throw .unknownKind }
    // A size probe alone may be longer than what drivers have room to pass on.
    guard frame.count <= Limits.controlFrameBytesMax || kind == .beacon else { throw .tooLong }
    let slot = links[link.index].neighbour
    guard slot >= 0 else { return }
    // What the frame causes is the neighbour's to pay for.
    effects.payer = slot
    directory.effects.payer = slot
    defer {
      effects.payer = -1
      directory.effects.payer = -1
    }
    if kind == .labelOffer || kind == .labelAnswer {
      return try receiveLabel(kind, frame, on: link, now: now)
    }
    if slot >= Self.firstPeer {
      let peer = slot &- Self.firstPeer
      guard kind.isDirectory else {
        return try receive(kind, frame, on: link, fromPeer: peer, now: now)
      }
      return try receiveDirectory(
        frame, kind, on: link, from: peer, now: now, isGenuine: isGenuine)
    }
    switch kind {
    case .beacon:
      let beacon = try Beacon(frame)
      guard beacon.isMesh || configuration.outgrownAt != nil else { throw .badValue }
      receive(beacon, on: link, from: slot, now: now)
    case .linkState:
      receive(try LinkStateUpdate(frame), from: slot, now: now)
    case .linkStateRequest:
      let request = try LinkStateRequest(frame)
      neighbours[slot].linkStateSent = request.heldVersion
      hasten(.push(slot), to: now)
    case .memberSummary:
      receive(try MemberSummary(frame), on: link, from: slot, now: now)
    case .memberRequest:
      receive(try MemberRequest(frame), on: link, from: slot, now: now)
    case .refusal:
      receive(try Refusal(frame), from: slot, now: now)
    case .tooBig:
      receive(try TooBig(frame), from: slot)
    case .tableRequest, .contacts, .tableSummary, .announcement, .announcementAck, .relayNote,
      .directoryPublish, .directoryRemove, .directoryLookup, .directoryAnswer,
      .directoryAcknowledgement:
      // A neighbour that has changed over already.
      guard configuration.outgrownAt != nil else { throw .unknownKind }
    case .packet, .labelledPacket, .labelOffer, .labelAnswer, .memberRecord, .revocation, .linkEnd,
      .pathQuestion, .pathAnswer, .observedAddress, .rekeyInitiation, .rekeyResponse,
      .revocationQuestion, .revocationAnswer:
      throw .unknownKind
    }
  }

  private mutating func receive(
    _ beacon: Beacon, on id: LinkID, from slot: Int, now: Instant
  ) {
    if outgrowth.note(slot, isMesh: beacon.isMesh) { generation += 1 }
    guard takeIn(beacon, on: id, from: slot, now: now) == .up, beacon.isMesh else { return }
    compareLinkState(beacon, slot: slot, now: now)
    compareMembers(beacon, on: id, slot: slot, now: now)
  }

  /// What a beacon means for its link, under either plane.
  mutating func takeIn(
    _ beacon: Beacon, on id: LinkID, from slot: Int, now: Instant
  ) -> LinkState {
    let before = links[id.index].state
    let limit = links[id.index].sizes.limit
    let wantsReply = links[id.index].receive(beacon, now: now)
    let after = links[id.index].state
    if limit != links[id.index].sizes.limit { limitDidChange(of: id, now: now) }
    if beacon.paddedBytes > 0 {
      enqueue(.sizeAnswer(id, bytes: beacon.paddedBytes + configuration.overhead.frameBytesMin))
    }
    if wantsReply { enqueue(.beacon(id, isReply: true)) }
    let interval = links[id.index].beaconInterval(at: now)
    hasten(.beacon(id), to: spread(interval, from: now))
    rearmCheck(id, now: now)
    stateDidChange(of: id, neighbour: slot, from: before, to: after, now: now)
    return after
  }

  private mutating func compareLinkState(_ beacon: Beacon, slot: Int, now: Instant) {
    let held = database.version(of: slot)
    if beacon.linkStateVersion < held { database.forget(slot) }
    let isBehind = beacon.linkStateVersion > held
    // A push may be under way: ask only when it had time to arrive.
    if isBehind, now - neighbours[slot].lastRequest >= .milliseconds(100) {
      neighbours[slot].lastRequest = now
      enqueue(.linkStateRequest(slot: slot))
    }
  }

  private mutating func compareMembers(
    _ beacon: Beacon, on link: LinkID, slot: Int, now: Instant
  ) {
    guard beacon.memberDigest != members.digest else { return }
    let pause = configuration.mesh.gossipInterval
    guard neighbours[slot].lastSummary == .zero || now - neighbours[slot].lastSummary >= pause
    else { return }
    neighbours[slot].lastSummary = now
    enqueue(.summary(link, from: NodeID(0)))
  }

  private mutating func receive(_ update: LinkStateUpdate, from slot: Int, now: Instant) {
    let members = members
    var update = update
    // Nobody goes through a node that is no relay, so what it says of others is worth nothing.
    if !mayRelay(slot) { update.entries.removeAll { $0.node != identity } }
    let application = database.apply(
      update, from: slot, defined: configuration.metrics, now: now,
      slot: { members.slot(of: $0) })
    counters.metricValuesRefused = database.metricValuesRefused
    switch application {
    case .applied: generation += 1
    case .old: break
    case .gap:
      guard now - neighbours[slot].lastRequest >= .milliseconds(20) else { return }
      neighbours[slot].lastRequest = now
      enqueue(.linkStateRequest(slot: slot))
    }
  }

  private mutating func receive(_ refusal: Refusal, from slot: Int, now: Instant) {
    guard let destination = members.slot(of: refusal.destination), destination != slot else {
      return
    }
    let until = now + configuration.mesh.refusalHold
    database.refuse(from: slot, to: destination, until: until)
    generation += 1
  }
}
