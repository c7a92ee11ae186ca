internal import DequeModule
import OverlayCore

// What counts once both ends have shown that they have a handshake's keys.

extension SecureNode {
  /// The peer used a session that it initiated: what it said then counts, and the session is ours to
  /// send with.
  mutating func confirm(_ place: Int, _ slot: Int, now: Instant) {
    guard keep(place, now: now) else { return removePeer(place, now: now) }
    let isTentative = peers[place].tentative == slot
    let handshake = records[place]?.handshake
    let answered = isTentative ? handshake?.tentative : handshake?.answered
    if isTentative {
      peers[place].tentative = SessionTable.none
      records[place]?.handshake.tentative = nil
    } else {
      peers[place].next = SessionTable.none
      records[place]?.handshake.answered = nil
    }
    makeCurrent(slot, at: place)
    guard let answered else { return }
    abandonInitiation(to: place)
    records[place]?.handshake.newest = answered.counter
    records[place]?.adopt(answered.credential)
    complete(
      place, announced: answered.record, from: answered.origin, path: answered.path,
      isInitiator: false, now: now)
  }

  /// Ends handshakes that were answered before their node's credential was revoked.
  mutating func dropHandshakes(coveredBy revocation: Revocation) {
    guard let place = places[revocation.node], let handshake = records[place]?.handshake else {
      return
    }
    if let answered = handshake.answered, revocation.covers(answered.credential) {
      dropAnswered(at: place)
    }
    if let tentative = handshake.tentative, revocation.covers(tentative.credential) {
      dropTentative(at: place)
    }
  }

  mutating func makeCurrent(_ slot: Int, at place: Int) {
    sessions.remove(peers[place].previous)
    peers[place].previous = peers[place].current
    peers[place].current = slot
  }

  /// What both ends do when a handshake is complete.
  mutating func complete(
    _ place: Int, announced: MemberRecord, from origin: HandshakeOrigin, path: Int,
    isInitiator: Bool, now: Instant
  ) {
    let known = description(of: place)?.incarnation
    if let known, known != announced.incarnation, !origin.isInside {
      removeLinks(of: place, now: now)
    }
    records[place]?.establishedAt = now
    records[place]?.attempts = 0
    records[place]?.wantsSession = false
    records[place]?.hintedAt = nil
    peers[place].nextAttempt = .never
    guard welcome(announced, at: place, now: now) else {
      removePeer(place, now: now)
      return
    }
    if let credential = records[place]?.credential { directory.insert(credential) }
    if case .underlay(let address, let socket) = origin, path < Session.pathsMax {
      placeLink(place, path: path, at: address, socket: socket, now: now)
    }
    openLinks(place, now: now)
    tellHeld(announced, at: place)
    settleConnection(place, now: now)
    note(.event(.sessionEstablished(announced.node, isInitiator: isInitiator)))
    note(.membersChanged)
  }

  /// Takes note of what a peer said of itself; false when there is no room for it.
  private mutating func welcome(
    _ announced: MemberRecord, at place: Int, now: Instant
  ) -> Bool {
    guard plane == .mesh else {
      let known = records[place]?.described
      // A newer one that it has signed stays, so that the peer can be told.
      if known?.signature.isEmpty != false || !(known?.isNewer(than: announced) ?? false) {
        records[place]?.described = announced
      }
      return true
    }
    return node.admit(announced, isDirect: true, now: now)
  }
}
