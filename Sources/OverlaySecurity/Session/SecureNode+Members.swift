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
  /// full. There is more reason for it than an initiation that may be a replay.
  mutating func place(for peer: NodeID, key: [UInt8], now: Instant) -> Int? {
    if let place = places[peer] { return keep(place, now: now) ? place : nil }
    return hasRoom(now: now) ? takePlace(for: peer, key: key, now: now) : nil
  }

  /// Where an initiation's answer is kept.
  enum AnswerPlace {
    case at(Int)
    /// Nowhere before its sender has proved to receive where it says it is.
    case afterProof
    case none
  }

  /// The place of an initiation's sender. Somebody unknown gets a provisional one.
  mutating func placeToAnswer(
    _ peer: NodeID, key: [UInt8], _ sender: InitiationSender, now: Instant
  ) -> AnswerPlace {
    if let place = places[peer] { return .at(place) }
    let limit = plane == .mesh ? ProvisionalPlaces.meshMax : ProvisionalPlaces.max
    switch provisional.room(for: sender.share, isProven: sender.isProven, limit: limit, now: now) {
    case .free: break
    case .instead(let other): removePeer(other, now: now)
    case .afterProof: return .afterProof
    case .none: return .none
    }
    let place = takePlace(for: peer, key: key, now: now)
    provisional.insert(place, from: sender.share, isProven: sender.isProven, now: now)
    return .at(place)
  }

  /// Makes a place a peer's own, if it was provisional; false when there is no room for one more peer.
  mutating func keep(_ place: Int, now: Instant) -> Bool {
    guard provisional.contains(place) else { return true }
    guard hasRoom(now: now) else { return false }
    provisional.remove(place)
    return true
  }

  private mutating func takePlace(for peer: NodeID, key: [UInt8], now: Instant) -> Int {
    let free = peers.firstIndex { !$0.isTaken } ?? peers.count
    if free == peers.count {
      peers.append(PeerState())
      records.append(nil)
    }
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

  /// Whether there is room for one more peer beside the provisional ones; makes it if somebody can go.
  private mutating func hasRoom(now: Instant) -> Bool {
    let limit = plane == .mesh ? Limits.membersMax : SecurityLimits.peersMax
    let own = peers.count { $0.isTaken } - provisional.count
    guard own >= limit else { return true }
    guard let idle = plane == .prefix ? leastUsedPlace() : idleHint() else { return false }
    removePeer(idle, now: now)
    return true
  }

  /// Forgets a peer: its keys, its links, its place.
  mutating func removePeer(_ place: Int, now: Instant) {
    removeLinks(of: place, now: now)
    sessions.remove(peers[place].current)
    sessions.remove(peers[place].previous)
    endHandshakes(with: place)
    if plane == .prefix { directory.remove(peers[place].node) }
    places[peers[place].node] = nil
    provisional.remove(place)
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
