internal import DequeModule
import OverlayCore

// Making sessions, as initiator.

extension SecureNode {
  /// Makes sure that a handshake with a member for whom there is traffic is tried soon, however
  /// far apart the tries have become while nobody asked.
  mutating func wantHandshake(with node: NodeID, now: Instant) {
    // One whose place is provisional has told nobody where it is.
    guard let place = places[node], !provisional.contains(place) else {
      if plane == .prefix { _ = resolve(.node(node), now: now) }
      return
    }
    hastenWanted(place, now: now)
  }

  private mutating func hastenWanted(_ place: Int, now: Instant) {
    guard let record = records[place] else { return }
    records[place]?.wantsSession = true
    guard let sent = record.handshake.sent, record.attempts > 0 else {
      return hastenAttempt(place, to: now)
    }
    hastenAttempt(place, to: max(now, sent.at + SessionTiming.retryWanted))
  }

  /// A frame came under a session that nobody here knows.
  ///
  /// If it came from where a member listens with whom there is no session, then most likely this
  /// node has restarted and the member does not know it yet. The frame proves nothing, but it is
  /// reason enough to try a handshake now: an attacker who forges it gains one initiation per
  /// ``SessionTiming/retryWanted``, sent to the member and not to the attacker.
  mutating func suspectForgottenSession(from source: UnderlayAddress, now: Instant) {
    guard now >= nextForgottenCheck else { return }
    nextForgottenCheck = now + SessionTiming.forgottenCheck
    let place = peers.indices.first { place in
      peers[place].isTaken && peers[place].current == SessionTable.none
        && description(of: place)?.endpoints.contains(source) == true
    }
    if let place { hastenWanted(place, now: now) }
  }

  /// A packet of `member`'s came through a relay under a session that nobody here knows: the
  /// same suspicion.
  mutating func suspectForgottenSession(with member: NodeID, now: Instant) {
    guard let place = places[member], !provisional.contains(place) else {
      // Under the prefix plane whoever restarts has forgotten those far away altogether.
      guard plane == .prefix, handshakes.maySearch(now: now) else { return }
      _ = resolve(.node(member), for: member.value, now: now)
      return
    }
    guard peers[place].current == SessionTable.none else { return }
    hastenWanted(place, now: now)
  }

  mutating func hastenAttempt(_ place: Int, to deadline: Instant) {
    peers[place].nextAttempt = min(peers[place].nextAttempt, deadline)
    attemptsAt = min(attemptsAt, deadline)
  }

  /// Sends the next initiation to a peer: to its addresses in turn, and every other time through
  /// a relay, because the way straight there may be what is broken.
  mutating func attemptHandshake(_ place: Int, now: Instant) {
    guard let record = records[place], peers[place].isTaken else { return }
    guard !isHopeless(place) else { return giveUp(place, now: now) }
    let isPatient = record.attempts > SessionTiming.patientAttempts
    let longest = isPatient ? SessionTiming.patientRetryMax : SessionTiming.retryMax
    let wait = SessionTiming.retryFirst * (1 << UInt64(min(record.attempts, 5)))
    peers[place].nextAttempt =
      now + random.jittered(min(wait, longest), by: 0.25)
    records[place]?.attempts += 1
    guard let (origin, path) = nextOrigin(place, attempt: record.attempts, now: now) else {
      return
    }
    initiate(place, to: origin, path: path, now: now)
  }

  private mutating func initiate(
    _ place: Int, to origin: HandshakeOrigin, path: Int, now: Instant
  ) {
    abandonInitiation(to: place)
    guard let record = records[place],
      let index = sessions.reserve(for: place, entropy: &entropy)
    else { return }
    let payload = InitiationPayload(
      announcing: own.record, path: UInt8(path), number: handshakes.takeNumber())
    let front = HandshakeFront(.initiation)
    guard
      let noise = try? NoiseInitiationSent(
        initiator: configuration.identity, responder: record.key,
        prologue: front.prologue(prologue), payload: payload.encoded,
        staticSecret: record.staticSecret, entropy: &entropy)
    else {
      sessions.release(index)
      return
    }
    var message = InitiationFrame.body(front: front, sender: index, noise: noise.message)
    var mac1: [UInt8] = []
    if !origin.isInside {
      message = record.authenticator.finish(
        message, cookie: record.handshake.cookie(for: origin, at: now))
      mac1 = MessageAuthenticator.mac1(of: message.span) ?? []
    }
    records[place]?.handshake.wantsRelay = false
    records[place]?.handshake.sent = SentInitiation(
      noise: noise, index: index, mac1: mac1, at: now, origin: origin, path: path)
    dispatch(message, to: origin)
  }

  /// Forgets our initiation to a peer; its answer would come too late.
  mutating func abandonInitiation(to place: Int) {
    guard let sent = records[place]?.handshake.sent else { return }
    sessions.release(sent.index)
    records[place]?.handshake.sent = nil
  }

  /// Forgets all handshakes with a peer that are under way.
  mutating func endHandshakes(with place: Int) {
    abandonInitiation(to: place)
    dropAnswered(at: place)
    dropTentative(at: place)
  }

  /// Puts a handshake message on its way.
  mutating func dispatch(_ message: [UInt8], to origin: HandshakeOrigin) {
    switch origin {
    case .underlay(let address, let socket):
      outbox.append(.datagram(message, to: address, socket: socket))
    case .overlay(let node):
      outbox.append(.packet(.handshake, message, to: node, .balanced))
    case .session(let link):
      let isResponse = message.first == HandshakeKind.response.rawValue
      let kind = isResponse ? FrameKind.rekeyResponse : .rekeyInitiation
      outbox.append(.frame([kind.rawValue] + message, on: link))
    }
  }

  /// The path number of a handshake that came through a relay or inside a session: it makes no link.
  static let relayedPath = 0xff

  private mutating func nextOrigin(
    _ place: Int, attempt: Int, now: Instant
  ) -> (HandshakeOrigin, path: Int)? {
    let peer = peers[place].node
    if let link = renewalLink(place, attempt: attempt) {
      return (.session(link), Self.relayedPath)
    }
    if isTurnOfRelay(place, attempt: attempt), node.reaches(peer, now: now) {
      return (.overlay(peer), Self.relayedPath)
    }
    if let link = node.workingLink(to: peer) {
      let target = targets[link.index]
      return (.underlay(target.address, socket: target.socket), target.path)
    }
    let ways = underlayWays(place)
    guard !ways.isEmpty else {
      return node.reaches(peer, now: now) ? (.overlay(peer), Self.relayedPath) : nil
    }
    let isEachDirect = plane == .prefix && records[place]?.wantsSession == false
    let way = ways[(isEachDirect ? attempt : attempt / 2 + attempt % 2) % ways.count]
    let known = pathNumber(place, to: way.address, socket: way.socket)
    return (.underlay(way.address, socket: way.socket), known ?? 0)
  }

  /// The link on which a session is renewed inside itself, where no stranger can be in the way; nil
  /// when there is none, and for every other attempt once that has failed for long.
  private func renewalLink(_ place: Int, attempt: Int) -> LinkID? {
    guard peers[place].current != SessionTable.none,
      attempt < SessionTiming.innerAttempts || attempt % 2 == 0
    else { return nil }
    return node.workingLink(to: peers[place].node)
  }

  /// Every other attempt goes through a relay unless a link works. Under the prefix plane those for
  /// packets do, the first one at once, since that way is known to lead there; those for a link in
  /// the routing table do not, since only the way straight there would do. When the peer has just sent a
  /// cookie through a relay, the next one returns it.
  private func isTurnOfRelay(_ place: Int, attempt: Int) -> Bool {
    if node.hasWorkingLink(to: peers[place].node) { return false }
    if records[place]?.handshake.wantsRelay == true { return true }
    guard plane == .prefix else { return attempt % 2 == 1 }
    return records[place]?.wantsSession == true && attempt % 2 == 0
  }

  /// Every pair of an address of the peer's and a socket of ours that fit together, the
  /// addresses of its links first: a peer may be elsewhere than it announced. Not those from which
  /// something came and that have not answered: an initiation is several times as long.
  func underlayWays(_ place: Int) -> [(address: UnderlayAddress, socket: Int)] {
    var ways: [(address: UnderlayAddress, socket: Int)] = []
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      let target = targets[peers[place].links[path].index]
      if target.isValidated { ways.append((target.address, target.socket)) }
    }
    let named = (records[place]?.candidates ?? []) + (description(of: place)?.endpoints ?? [])
    for endpoint in named {
      for socket in sockets.indices
      where sockets[socket]?.family == endpoint.family
        && !ways.contains(where: { $0.address == endpoint && $0.socket == socket })
      {
        ways.append((endpoint, socket))
      }
    }
    return ways
  }

  func pathNumber(_ place: Int, to address: UnderlayAddress, socket: Int) -> Int? {
    (0..<Session.pathsMax).first { path in
      let link = peers[place].links[path]
      return link != .none && targets[link.index].address == address
        && targets[link.index].socket == socket
    }
  }
}
