internal import DequeModule
public import OverlayCore

// Members: their credentials and their places.

extension SecureNode {
  /// The place of a member in the tables, made when there is none; nil when they are full.
  mutating func place(for credential: Credential, now: Instant) -> Int? {
    let place = place(for: credential.node, key: credential.nodeKey, now: now)
    if let place { records[place]?.adopt(credential) }
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
    guard let idle = plane == .prefix ? leastUsedPlace() : idleHint() else { return nil }
    removePeer(idle, now: now)
    return idle
  }

  /// Forgets a peer: its keys, its links, its place.
  mutating func removePeer(_ place: Int, now: Instant) {
    removeLinks(of: place, now: now)
    sessions.remove(peers[place].current)
    sessions.remove(peers[place].previous)
    endHandshakes(with: place)
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

  /// What a restart should know of the others.
  public var memberRecords: [MemberRecord] {
    plane == .mesh ? node.memberRecords + hints : neighbourRecords
  }

  /// Announces new addresses of our own.
  public mutating func setAdvertised(_ endpoints: [UnderlayAddress], now: Instant) {
    advertised = Array(endpoints.prefix(Limits.endpointsMax))
    announceEndpoints(now: now)
  }
}
