// Control frames of the prefix plane.

extension Node {
  mutating func receive(
    _ kind: FrameKind, _ frame: borrowing Span<UInt8>, on link: LinkID, fromPeer slot: Int,
    now: Instant
  ) throws(DecodeError) {
    switch kind {
    case .beacon:
      let beacon = try Beacon(frame)
      guard !beacon.isMesh || configuration.outgrownAt != nil else { throw .badValue }
      return receive(beacon, on: link, fromPeer: slot, now: now)
    case .tableRequest: receive(try TableRequest(frame), on: link, from: slot, now: now)
    case .contacts: receive(try ContactList(frame), from: slot, now: now)
    case .tableSummary: receive(try TableSummary(frame), on: link, from: slot, now: now)
    case .announcement: receive(try Announcement(frame), on: link, from: slot, now: now)
    case .announcementAck: receive(try AnnouncementAck(frame), from: slot, now: now)
    case .relayNote: receive(try RelayNote(frame), on: link, from: slot, now: now)
    case .tooBig: receive(try TooBig(frame), fromPeer: slot, now: now)
    case .linkState, .linkStateRequest, .memberSummary, .memberRequest, .refusal:
      // A neighbour that has not changed over yet.
      guard configuration.outgrownAt != nil else { throw .unknownKind }
    case .packet, .labelledPacket, .labelOffer, .labelAnswer, .memberRecord, .revocation, .linkEnd,
      .pathQuestion, .pathAnswer, .observedAddress, .rekeyInitiation, .rekeyResponse,
      .revocationQuestion, .revocationAnswer,
      .directoryPublish, .directoryRemove,
      .directoryLookup, .directoryAnswer, .directoryAcknowledgement:
      throw .unknownKind
    }
    rearmPrefix(now: now)
  }

  private mutating func receive(
    _ beacon: Beacon, on id: LinkID, fromPeer slot: Int, now: Instant
  ) {
    _ = takeIn(beacon, on: id, from: Self.firstPeer + slot, now: now)
    // A member of a mesh has everybody.
    let holds = beacon.holds || beacon.isMesh
    guard let held = prefix.peers[slot]?.holdsUs, held != holds else { return }
    prefix.peers[slot]?.holdsUs = holds
    keep(slot, now: now)
  }

  private mutating func receive(
    _ request: TableRequest, on link: LinkID, from slot: Int, now: Instant
  ) {
    let asker = prefix.peers.node(in: slot)
    guard request.asker.node == asker, prefix.admits(.tableRequest, from: asker, now: now) else {
      return
    }
    keep(slot, now: now)
    if request.distance > 0, prefix.peers[slot]?.distance == nil {
      prefix.peers[slot]?.distance = .microseconds(UInt64(request.distance))
    }
    offer(slot, now: now)
    switch request.purpose {
    case .surrogate:
      let contacts = nextHops(toward: asker).filter { $0 != asker }
        .compactMap { node in prefix.peers.slot(of: node).flatMap { prefix.peers[$0]?.contact } }
      enqueue(
        .contacts(
          link,
          ContactList(request: request.request, contacts: contacts, hasJoined: isJoined)))
    case .neighbours:
      answer(
        request,
        with: prefix.neighbours(
          of: asker, level: Int(request.level), limit: Limits.answeredContactsMax), on: link)
    }
  }

  /// One frame for each ``Limits/contactsMax`` contacts, at least one.
  private mutating func answer(
    _ request: TableRequest, with contacts: [Contact], on link: LinkID
  ) {
    var rest = contacts[...]
    repeat {
      let part = Array(rest.prefix(Limits.contactsMax))
      rest = rest.dropFirst(part.count)
      enqueue(
        .contacts(
          link,
          ContactList(
            request: request.request, contacts: part, hasMore: !rest.isEmpty, hasJoined: isJoined)
        ))
    } while !rest.isEmpty
  }

  private mutating func receive(_ list: ContactList, from slot: Int, now: Instant) {
    let node = prefix.peers.node(in: slot)
    guard
      let index = prefix.requests.firstIndex(where: {
        $0.number == list.request && $0.node == node
      })
    else {
      if list.request == 0, prefix.admits(.contacts, from: node, now: now) {
        hear(of: list.contacts, now: now)
      }
      return
    }
    let request = prefix.requests[index]
    if !list.hasMore { prefix.requests.remove(at: index) }
    switch request.use {
    case .surrogate: surrogateAnswered(list, node, now: now)
    case .search:
      for contact in list.contacts where !prefix.dead.contains(contact.node) {
        let distance = knownDistance(of: contact.node)
        prefix.search?.learn(contact, distance: distance)
      }
      if !list.hasMore { prefix.search?.answered(node) }
      pumpSearch(now: now)
    case .locality: measureNew(list.contacts, now: now)
    }
  }

  func knownDistance(of node: NodeID) -> Interval? {
    prefix.peers.slot(of: node).flatMap { prefix.peers[$0]?.distance }
  }

  /// Nodes that a neighbour thinks we lack.
  private mutating func hear(of contacts: [Contact], now: Instant) {
    guard isJoined else { return }
    for contact in contacts { consider(contact, distance: nil, now: now) }
  }

  private mutating func receive(
    _ summary: TableSummary, on link: LinkID, from slot: Int, now: Instant
  ) {
    let node = prefix.peers.node(in: slot)
    guard prefix.admits(.tableSummary, from: node, now: now) else { return }
    keep(slot, now: now)
    let contacts = prefix.missing(in: summary, of: node, limit: Limits.contactsMax)
    guard !contacts.isEmpty else { return }
    enqueue(.contacts(link, ContactList(request: 0, contacts: contacts, hasJoined: isJoined)))
  }
}
