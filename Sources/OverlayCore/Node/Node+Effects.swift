// Draining: frames are encoded into the driver's buffer at the moment they leave.

extension Node {
  /// The next effect; nil when all are drained.
  ///
  /// - Parameters:
  ///   - buffer: Room for ``Limits/controlFrameBytesMax`` bytes behind `offset`. Paths are found to
  ///     carry datagrams of at most as many bytes as there are.
  ///   - offset: Where a frame to be sent starts.
  ///   - now: The present.
  public mutating func nextEffect(
    into buffer: inout MutableSpan<UInt8>, at offset: Int, now: Instant
  ) -> Effect? {
    while let pending = effects.popFirst() {
      switch pending {
      case .event(let effect):
        return effect
      case .linkState(let slot, let after):
        let effect = encodeLinkState(
          to: slot, after: after, into: &buffer, at: offset, now: now)
        if let effect { return effect }
      case .sizeProbe(let id, let bytes):
        if let effect = encodeSizeProbe(id, bytes: bytes, into: &buffer, at: offset, now: now) {
          return effect
        }
      case .linkStateRequest(let slot):
        guard let link = controlLink(to: slot) else { continue }
        let request = LinkStateRequest(heldVersion: database.version(of: slot))
        return .send(link, length: request.write(to: &buffer, at: offset))
      default:
        if let effect = encode(pending, into: &buffer, at: offset, now: now) { return effect }
      }
    }
    return nextDirectoryEffect(into: &buffer, at: offset, now: now)
  }

  private mutating func encode(
    _ pending: PendingEffect, into buffer: inout MutableSpan<UInt8>, at offset: Int, now: Instant
  ) -> Effect? {
    switch pending {
    case .beacon(let id, let isReply):
      guard let beacon = makeBeacon(id, isReply: isReply, now: now) else { return nil }
      return .send(id, length: beacon.write(to: &buffer, at: offset))
    case .sizeAnswer(let id, let bytes):
      guard var beacon = makeBeacon(id, isReply: true, now: now) else { return nil }
      beacon.arrivedBytes = UInt16(clamping: bytes)
      return .send(id, length: beacon.write(to: &buffer, at: offset))
    case .tooBig(let id, let notice):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: notice.write(to: &buffer, at: offset))
    case .summary(let id, let first):
      guard !links[id.index].isVacant else { return nil }
      let (summary, next) = summary(from: first)
      if let next { enqueue(.summary(id, from: next)) }
      return .send(id, length: summary.write(to: &buffer, at: offset))
    case .memberRequest(let id, let request):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: request.write(to: &buffer, at: offset))
    case .record(let id, let slot):
      guard !links[id.index].isVacant, let record = members[slot]?.record else { return nil }
      return .send(id, length: record.write(to: &buffer, at: offset))
    case .refusal(let id, let destination):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: Refusal(destination: destination).write(to: &buffer, at: offset))
    case .tableRequest(let id, let request):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: request.write(to: &buffer, at: offset))
    case .contacts(let id, let list):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: list.write(to: &buffer, at: offset))
    case .tableSummary(let id):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: prefix.summary.write(to: &buffer, at: offset))
    case .announcement(let id, let announcement):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: announcement.write(to: &buffer, at: offset))
    case .announcementAck(let id, let acknowledgement):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: acknowledgement.write(to: &buffer, at: offset))
    case .relayNote(let id, let note):
      guard !links[id.index].isVacant else { return nil }
      return .send(id, length: note.write(to: &buffer, at: offset))
    case .labelOffer(let place):
      guard let (id, offer) = outgoingLabels.offer(at: place), !links[id.index].isVacant else {
        return nil
      }
      return .send(id, length: offer.write(to: &buffer, at: offset))
    case .labelAnswer(let id, let label, let isKnown):
      guard !links[id.index].isVacant else { return nil }
      let answer = LabelAnswer(label: label, isKnown: isKnown)
      return .send(id, length: answer.write(to: &buffer, at: offset))
    case .passage(let id, let bytes):
      guard !links[id.index].isVacant else { return nil }
      var writer = ByteWriter(at: offset)
      writer.bytes(bytes, to: &buffer)
      return .send(id, length: bytes.count)
    case .event, .linkState, .linkStateRequest, .sizeProbe:
      return nil
    }
  }

  private mutating func makeBeacon(_ id: LinkID, isReply: Bool, now: Instant) -> Beacon? {
    let slot = links[id.index].neighbour
    guard slot >= 0 else { return nil }
    let beacon = links[id.index].makeBeacon(isReply: isReply, now: now)
    rearmCheck(id, now: now)
    return complete(beacon, slot: slot)
  }

  /// A beacon of the given bytes; nil when the link is gone, or when the driver has no room for it,
  /// which is as if it had been lost.
  private mutating func encodeSizeProbe(
    _ id: LinkID, bytes: Int, into buffer: inout MutableSpan<UInt8>, at offset: Int, now: Instant
  ) -> Effect? {
    let slot = links[id.index].neighbour
    let frame = bytes - configuration.overhead.frameBytesMin
    guard slot >= 0, frame > Beacon.longestByteCount, bytes <= Limits.datagramBytesMax,
      offset + bytes <= buffer.count
    else { return nil }
    let beacon = links[id.index].makeSizeProbe(frameBytes: frame, now: now)
    return .probe(id, length: complete(beacon, slot: slot).write(to: &buffer, at: offset))
  }

  private func complete(_ made: Beacon, slot: Int) -> Beacon {
    var beacon = made
    guard slot < Self.firstPeer else {
      beacon.isMesh = false
      return beacon
    }
    beacon.linkStateVersion = ownLinks.version
    beacon.linkStateHeld = database.version(of: slot)
    beacon.memberDigest = members.digest
    return beacon
  }

  private mutating func encodeLinkState(
    to slot: Int, after held: UInt64, into buffer: inout MutableSpan<UInt8>, at offset: Int,
    now: Instant
  ) -> Effect? {
    let members = members
    guard let link = controlLink(to: slot),
      let update = ownLinks.changes(
        after: held, node: { members.node(in: $0) },
        values: { database.metrics.values(from: 0, to: $0, now: now) })
    else { return nil }
    neighbours[slot].linkStateSent = update.toVersion
    if update.toVersion < ownLinks.version {
      enqueue(.linkState(slot: slot, after: update.toVersion))
    }
    return .send(link, length: update.write(to: &buffer, at: offset))
  }
}
