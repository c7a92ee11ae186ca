internal import DequeModule
public import OverlayCore

// What the prefix plane asks of the layer that holds the keys: sessions with nodes that somebody has
// named, and their end.

extension SecureNode {
  /// How this node finds its way at present.
  public var plane: RoutePlane { node.plane }

  static func ownContact(_ configuration: SecureNodeConfiguration) -> Contact? {
    guard let key = NodeKey(publicKey: configuration.identity.publicKey) else { return nil }
    let unknown = UnderlayAddress(ipv4: 0, port: 0)
    return Contact(
      node: configuration.identity.node, key: key,
      endpoint: configuration.advertised.first ?? unknown)
  }

  /// Takes up the members known from before and, under the prefix plane, joins through them.
  mutating func begin(with members: [MemberRecord], now: Instant) {
    guard plane == .prefix else {
      for record in members { takeUp(record, now: now) }
      return
    }
    let known = members.compactMap { remember($0, now: now) }
    node.join(through: known.compactMap { contact(of: $0) }, now: now)
  }

  /// What a peer last said of itself, whichever plane keeps it.
  func description(of place: Int) -> MemberRecord? {
    node.record(of: peers[place].node) ?? records[place]?.described
  }

  /// How others may call a peer: where it has answered if it does not know that address itself, as
  /// behind a translator, or else where it says that it listens. An address that has not answered only
  /// when there is no other: it may be forged, and others would call whoever is there.
  func contact(
    of place: Int, seenAt address: UnderlayAddress? = nil, isValidated: Bool = false
  ) -> Contact? {
    guard let record = records[place], let key = NodeKey(publicKey: record.key) else { return nil }
    let announced = description(of: place)?.endpoints ?? []
    var seen = isValidated ? address.map { [$0] } ?? [] : []
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      let target = targets[peers[place].links[path].index]
      if target.isValidated { seen.append(target.address) }
    }
    let answered = seen.first { !announced.contains($0) } ?? announced.first ?? seen.first
    let endpoint = answered ?? address
    return endpoint.map { Contact(node: peers[place].node, key: key, endpoint: $0) }
  }

  // MARK: Sessions for the core

  /// Opens a session and a link with a node that the core wants as a neighbour.
  mutating func connect(_ contact: Contact, now: Instant) {
    let key = contact.key.publicKey
    guard NodeID(publicKey: key) == contact.node,
      let place = place(for: contact.node, key: key, now: now)
    else { return node.connectFailed(contact.node, now: now) }
    records[place]?.wantsLink = true
    records[place]?.attempts = 0
    if description(of: place) == nil {
      records[place]?.described = MemberRecord(
        node: contact.node, incarnation: 0, sequence: 0, endpoints: [contact.endpoint],
        credential: [])
    }
    guard peers[place].current == SessionTable.none else {
      openLinks(place, now: now)
      return settleConnection(place, now: now)
    }
    hastenAttempt(place, to: now)
  }

  /// Tells the core when it wanted a link that could not be made although there is a session.
  mutating func settleConnection(_ place: Int, now: Instant) {
    guard records[place]?.wantsLink == true else { return }
    records[place]?.wantsLink = false
    if !peers[place].hasLinks { node.connectFailed(peers[place].node, now: now) }
  }

  /// Whether a node of the prefix plane has been called often enough in vain. Members of a mesh are
  /// called for as long as they are members.
  func isHopeless(_ place: Int) -> Bool {
    guard plane == .prefix, let record = records[place] else { return false }
    let limit = record.wantsSession ? SessionTiming.farAttempts : SessionTiming.connectAttempts
    return record.attempts >= limit
  }

  mutating func giveUp(_ place: Int, now: Instant) {
    peers[place].nextAttempt = .never
    records[place]?.attempts = 0
    let peer = peers[place].node
    let wasWanted = records[place]?.wantsLink == true
    records[place]?.wantsLink = false
    records[place]?.wantsSession = false
    if peers[place].current == SessionTable.none, !peers[place].hasLinks {
      removePeer(place, now: now)
    }
    if wasWanted { node.connectFailed(peer, now: now) }
  }

  /// Ends a link that nobody needs any more, and tells the other end.
  mutating func release(
    _ link: LinkID, in buffer: inout MutableSpan<UInt8>, now: Instant
  ) -> Transmission? {
    var writer = ByteWriter(at: DataHeader.longByteCount)
    writer.byte(FrameKind.linkEnd.rawValue, to: &buffer)
    let farewell = sealControl(
      &buffer, DataHeader.longByteCount..<writer.position, on: link, now: now)
    end(link, now: now)
    return farewell
  }

  mutating func receiveLinkEnd(_ link: LinkID, now: Instant) {
    guard plane == .prefix else { return }
    end(link, now: now)
  }

  /// The session goes with its last link, unless packets need it.
  private mutating func end(_ link: LinkID, now: Instant) {
    let place = targets[link.index].peer
    removeLink(link, now: now)
    if place >= 0, !isNeeded(place, now: now) { removePeer(place, now: now) }
  }

  /// The peer without links that has been without packets for longest.
  func leastUsedPlace() -> Int? {
    peers.indices
      .filter {
        !peers[$0].hasLinks && records[$0]?.wantsLink == false && !provisional.contains($0)
      }
      .min { peers[$0].lastUsed < peers[$1].lastUsed }
  }

  /// Puts a node out, as when its credential has been revoked or has expired.
  mutating func expel(_ peer: NodeID, now: Instant) {
    node.expel(peer)
    directory.remove(peer)
    if let place = places[peer] { removePeer(place, now: now) }
  }

  /// Neighbours that have shown who they are, then those known from before: whom to call after a
  /// restart.
  var neighbourRecords: [MemberRecord] {
    let neighbours = peers.indices.filter { peers[$0].isTaken && peers[$0].hasLinks }.compactMap {
      place -> MemberRecord? in
      guard let credential = records[place]?.credential, var record = description(of: place)
      else { return nil }
      record.credential = credential.encoded
      return record
    }
    let nodes = Set(neighbours.map(\.node))
    let before = configuration.members.filter { !nodes.contains($0.node) }
    return Array((neighbours + before).prefix(Limits.membersMax))
  }

  // MARK: From the mesh

  /// Leaves the mesh: what the core knows of its members moves up here before it forgets them.
  mutating func changeOver(now: Instant) {
    guard plane == .mesh else { return }
    var contacts: [Contact] = []
    for place in peers.indices where peers[place].isTaken {
      let described = description(of: place)
      records[place]?.described = described
      peers[place].lastUsed = now
      if let contact = contact(of: place) { contacts.append(contact) }
    }
    node.changeOver(contacts: contacts, now: now)
    note(.event(.changedOver))
    note(.membersChanged)
  }
}
