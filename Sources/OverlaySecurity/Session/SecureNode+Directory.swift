internal import DequeModule
public import OverlayCore

// The directory behind signatures: who may be found, who has an address, and what this node says.

extension SecureNode {
  /// Takes in a frame of the directory; a record that its owner did not sign changes nothing.
  mutating func receiveDirectory(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    let (network, revocations, seconds) = (network, revocations, unixSeconds(now))
    do throws(DecodeError) {
      try node.receive(frame, on: link, now: now) { record in
        let owner = try? RecordSigning.verify(
          record, network: network, revocations: revocations, at: seconds)
        return owner != nil
      }
    } catch {
      counters.badFrames += 1
    }
  }

  // MARK: Records of this node's

  /// Signs and publishes what this node says of a subject, until told otherwise.
  ///
  /// - Parameters:
  ///   - payload: At most ``Limits/recordPayloadBytesMax`` bytes; nil takes back what was said.
  ///   - subject: What it is about; it is found under ``DirectorySubject/key(of:)`` of the kind.
  ///   - kind: None of those that are about a node.
  ///   - lifetimeSeconds: How long the network remembers it if this node falls silent, 1 to
  ///     ``Limits/recordLifetimeSecondsMax``.
  /// - Throws: ``DirectoryError``; nothing has changed then.
  public mutating func publish(
    _ payload: [UInt8]?, under subject: DirectorySubject, kind: DirectoryKind = .application,
    lifetimeSeconds: UInt32, now: Instant
  ) throws(DirectoryError) {
    guard !kind.isOfOwnKey else { throw .notOwner }
    try publish(
      payload, at: subject.key(of: kind), kind, subject, lifetimeSeconds: lifetimeSeconds, now: now)
  }

  private mutating func publish(
    _ payload: [UInt8]?, at key: DirectoryKey, _ kind: DirectoryKind, _ subject: DirectorySubject?,
    lifetimeSeconds: UInt32, now: Instant
  ) throws(DirectoryError) {
    let record = DirectoryRecord(
      identity: DirectoryRecord.Identity(key: key, owner: identity, kind: kind),
      version: unixNanoseconds(now) / 1_000_000, lifetimeSeconds: lifetimeSeconds,
      payload: payload)
    try node.publish(
      RecordSigning.sign(
        record, with: configuration.identity, credential: configuration.credential,
        subject: subject), now: now)
  }

  /// Asks for the records of a key; a ``SecureEffect/answered(_:)`` with the returned number follows.
  ///
  /// - Throws: ``DirectoryError/tooManyLookups``.
  public mutating func lookUp(
    _ key: DirectoryKey, kind: DirectoryKind? = nil, now: Instant
  ) throws(DirectoryError) -> UInt32 {
    try node.lookUp(key, kind: kind, now: now)
  }

  /// Says where this node is found, once it has joined and whenever that changes.
  mutating func announceOwn(now: Instant) {
    guard plane == .prefix, node.isJoined, let own = node.ownRecord, !own.endpoints.isEmpty,
      announcement?.endpoints != own.endpoints,
      let key = NodeKey(publicKey: configuration.identity.publicKey)
    else { return }
    announcement = OwnAnnouncement(endpoints: own.endpoints)
    let record = NodeRecord(
      key: key, incarnation: own.incarnation, sequence: own.sequence, endpoints: own.endpoints)
    for (key, kind) in ownKeys {
      // Only this node's own table of publications could refuse it, and four records fit there.
      try? publish(
        record.encoded, at: key, kind, nil, lifetimeSeconds: OwnAnnouncement.lifetimeSeconds,
        now: now)
    }
  }

  /// Takes back what was said: nobody should look for a node that has left.
  mutating func withdraw(now: Instant) {
    guard announcement != nil else { return }
    announcement = nil
    for (key, kind) in ownKeys {
      try? publish(
        nil, at: key, kind, nil, lifetimeSeconds: OwnAnnouncement.lifetimeSeconds, now: now)
    }
  }

  private var ownKeys: [(DirectoryKey, DirectoryKind)] {
    let ipv6 = OverlayAddress.ipv6(identity, network: network)
    return [
      (DirectoryKey(identity), .node),
      (DirectoryKey(name: configuration.credential.name), .name),
      (DirectoryKey(overlayIPv4: configuration.credential.ipv4), .address),
      (DirectoryKey(overlayIPv6: ipv6), .address),
    ]
  }

  // MARK: Other nodes

  /// Who a node is. Under the mesh every member is known; under the prefix plane those that are
  /// not are looked up, and a ``SecureEffect/resolved(_:_:)`` follows.
  ///
  /// - Parameter asker: What tells the host apart that has asked this node; nil for its own needs. Other
  ///   hosts share a part of the searches.
  public mutating func resolve(
    _ target: ResolutionTarget, for asker: UInt128? = nil, now: Instant
  ) -> Resolution {
    if let known = known(target) { return .known(known) }
    guard plane == .prefix, !resolver.isAbsent(target, now: now) else { return .absent }
    if resolver.isPending(target) { return .pending }
    guard resolver.hasRoom(for: asker),
      let request = try? node.lookUp(target.key, kind: target.kind, now: now)
    else { return .busy }
    resolver.add(target, request: request, for: asker)
    return .pending
  }

  private func known(_ target: ResolutionTarget) -> NodeID? {
    switch target {
    case .node(let node):
      node == identity || directory.credentials[node] != nil ? node : nil
    case .ipv4(let address): directory.ipv4[address]
    case .ipv6(let address): directory.ipv6[address]
    case .name(let name): directory.names[name]
    }
  }

  /// Whether packets can be sealed to a node.
  public func hasSession(with node: NodeID) -> Bool {
    places[node].map { peers[$0].current != SessionTable.none } ?? false
  }

  /// Makes sure that a session with a node is tried soon.
  public mutating func call(_ node: NodeID, now: Instant) { wantHandshake(with: node, now: now) }

  /// The end of a lookup: of a search for a node, or of somebody else's.
  mutating func answered(_ result: DirectoryResult, now: Instant) -> SecureEffect? {
    guard let target = resolver.finish(result.request) else { return .answered(result) }
    let newest = result.records.filter { $0.kind == target.kind }.max { $0.version < $1.version }
    let found = newest.flatMap { takeIn($0, now: now) }
    if found == nil { resolver.noteAbsent(target, now: now) }
    return .resolved(target, found)
  }

  /// Takes note of where a node is found, and calls it: there is a packet for it.
  private mutating func takeIn(_ record: DirectoryRecord, now: Instant) -> NodeID? {
    guard record.owner != identity,
      let credential = try? RecordSigning.open(record, network: network),
      (try? verify(credential, now: now)) != nil,
      let said = try? NodeRecord(decoding: record.payload),
      said.key.publicKey == credential.nodeKey, let place = place(for: credential, now: now)
    else { return nil }
    directory.insert(credential)
    peers[place].lastUsed = now
    if peers[place].current == SessionTable.none {
      records[place]?.described = MemberRecord(
        node: record.owner, incarnation: said.incarnation, sequence: said.sequence,
        endpoints: said.endpoints, credential: credential.encoded)
      records[place]?.attempts = 0
      records[place]?.wantsSession = true
      hastenAttempt(place, to: now)
    }
    return record.owner
  }
}
