internal import DequeModule
public import OverlayCore

// Members: verified here, kept by the core.

extension SecureNode {
  /// Takes in a record after checking its credential; false when it was not admitted.
  @discardableResult
  mutating func admit(_ record: MemberRecord, isDirect: Bool, now: Instant) -> Bool {
    guard record.node != identity, let credential = try? Credential(decoding: record.credential),
      credential.node == record.node
    else { return false }
    do throws(CredentialError) {
      try verify(credential, now: now)
    } catch {
      counters.refusedCredentials += 1
      return false
    }
    let before = node.record(of: record.node)?.endpoints
    guard node.admit(record, isDirect: isDirect, now: now) else { return false }
    directory.insert(credential)
    guard let place = place(for: credential, now: now) else { return false }
    if peers[place].current == SessionTable.none {
      let wait = identity < record.node ? .zero : SessionTiming.courtesy
      hastenAttempt(place, to: now + wait + random.jittered(.milliseconds(20), by: 1))
    } else {
      if before != record.endpoints { records[place]?.trials.hasten(now: now) }
      openLinks(place, now: now)
    }
    return true
  }

  mutating func receiveMemberRecord(_ frame: borrowing Span<UInt8>, now: Instant) {
    // A neighbour that still is in the mesh which this node has left.
    guard plane == .mesh else { return }
    guard let record = try? MemberRecord(frame) else {
      counters.badFrames += 1
      return
    }
    // Most gossip is old news: no signature is checked for it.
    if let known = node.record(of: record.node), node.isMember(record.node),
      !record.isNewer(than: known)
    {
      return
    }
    admit(record, isDirect: false, now: now)
  }

  /// Checks a credential against the network, the time of day and the revocations. A credential
  /// that is known byte for byte is not checked for its signature again.
  func verify(_ credential: Credential, now: Instant) throws(CredentialError) {
    guard !revocations.covers(credential) else { throw .revoked }
    if directory.credentials[credential.node] == credential {
      guard unixSeconds(now) < credential.expiresAt else { throw .expired }
      return
    }
    try credential.verify(network: network, at: unixSeconds(now))
  }

  /// The place of a member in the tables, made when there is none; nil when they are full.
  mutating func place(for credential: Credential, now: Instant) -> Int? {
    let place = place(for: credential.node, key: credential.nodeKey, now: now)
    if let place { records[place]?.credential = credential }
    return place
  }

  /// The place of a node of which the key is known, made when there is none; nil when they are
  /// full.
  mutating func place(for peer: NodeID, key: [UInt8], now: Instant) -> Int? {
    if let place = places[peer] { return place }
    guard let free = freePlace(now: now) else { return nil }
    peers[free] = PeerState()
    peers[free].node = peer
    peers[free].isTaken = true
    peers[free].lastUsed = now
    places[peer] = free
    records[free] = PeerRecord(
      key: key,
      authenticator: MessageAuthenticator(
        presharedKey: configuration.presharedKey, receiver: key),
      staticSecret: try? configuration.identity.secret(with: key),
      linklessSince: now)
    return free
  }

  private mutating func freePlace(now: Instant) -> Int? {
    if let free = peers.firstIndex(where: { !$0.isTaken }) { return free }
    let limit = plane == .mesh ? Limits.membersMax : SecurityLimits.peersMax
    guard peers.count >= limit else {
      peers.append(PeerState())
      records.append(nil)
      return peers.count - 1
    }
    guard plane == .prefix, let idle = leastUsedPlace() else { return nil }
    removePeer(idle, now: now)
    return idle
  }

  /// Forgets a peer: its keys, its links, its place.
  mutating func removePeer(_ place: Int, now: Instant) {
    removeLinks(of: place, now: now)
    sessions.remove(peers[place].current)
    sessions.remove(peers[place].previous)
    sessions.remove(peers[place].next)
    if let record = records[place], record.initiation != nil {
      sessions.release(record.initiationIndex)
    }
    if plane == .prefix { directory.remove(peers[place].node) }
    places[peers[place].node] = nil
    spread.forget(place)
    peers[place] = PeerState()
    records[place] = nil
  }

  mutating func memberChanged(_ peer: NodeID, _ change: MemberChange, now: Instant) {
    guard change == .departed else { return }
    directory.remove(peer)
    if let place = places[peer] { removePeer(place, now: now) }
  }

  /// Says farewell to every neighbour: drain the effects, then stop.
  public mutating func leave(now: Instant) {
    withdraw(now: now)
    node.leave()
  }

  /// What a restart should know of the others.
  public var memberRecords: [MemberRecord] {
    plane == .mesh ? node.memberRecords : neighbourRecords
  }

  /// Announces new addresses of our own.
  public mutating func setAdvertised(_ endpoints: [UnderlayAddress], now: Instant) {
    advertised = Array(endpoints.prefix(Limits.endpointsMax))
    announceEndpoints(now: now)
  }
}
