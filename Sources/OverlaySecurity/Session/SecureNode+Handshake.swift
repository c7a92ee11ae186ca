internal import DequeModule
import OverlayCore

// Making sessions, as initiator.

extension SecureNode {
  /// Makes sure that a handshake with a member for whom there is traffic is tried soon, however
  /// far apart the tries have become while nobody asked.
  mutating func wantHandshake(with node: NodeID, now: Instant) {
    guard let place = places[node] else {
      if plane == .prefix { _ = resolve(.node(node), now: now) }
      return
    }
    hastenWanted(place, now: now)
  }

  private mutating func hastenWanted(_ place: Int, now: Instant) {
    guard let record = records[place] else { return }
    records[place]?.wantsSession = true
    let isUnderWay = record.initiation != nil && record.attempts > 0
    hastenAttempt(
      place, to: isUnderWay ? max(now, record.initiatedAt + SessionTiming.retryWanted) : now)
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
    guard let place = places[member] else {
      // Under the prefix plane whoever restarts has forgotten those far away altogether.
      guard plane == .prefix, now >= nextForgottenCheck else { return }
      nextForgottenCheck = now + SessionTiming.forgottenCheck
      _ = resolve(.node(member), now: now)
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
    guard let record = records[place] else { return }
    if record.initiation != nil { sessions.release(record.initiationIndex) }
    records[place]?.initiation = nil
    guard let index = sessions.reserve(entropy: &entropy) else { return }
    let payload = InitiationPayload(
      purpose: .session(credential: configuration.credential.encoded), path: UInt8(path),
      timestamp: HandshakeTimestamp(unixNanoseconds: unixNanoseconds(now)),
      incarnation: configuration.incarnation, endpoints: node.ownRecord?.endpoints ?? [])
    guard
      let sent = try? NoiseInitiationSent(
        initiator: configuration.identity, responder: record.key,
        prologue: prologue, payload: payload.encoded, staticSecret: record.staticSecret,
        entropy: &entropy)
    else {
      sessions.release(index)
      return
    }
    let cookie = record.cookieUntil > now ? record.cookie : nil
    let message = InitiationFrame.encode(
      sender: index, noise: sent.message, authenticator: record.authenticator, cookie: cookie)
    records[place]?.initiation = sent
    records[place]?.initiationIndex = index
    records[place]?.initiationMac = MessageAuthenticator.mac1(of: message.span) ?? []
    records[place]?.initiatedAt = now
    records[place]?.initiatedTo = origin
    records[place]?.initiationPath = path
    dispatch(message, to: origin)
  }

  /// Puts a handshake message on its way.
  mutating func dispatch(_ message: [UInt8], to origin: HandshakeOrigin) {
    guard outbox.count < Limits.effectsMax else { return }
    switch origin {
    case .underlay(let address, let socket):
      outbox.append(.datagram(message, to: address, socket: socket))
    case .overlay(let node):
      outbox.append(.packet(.handshake, message, to: node, .balanced))
    }
  }

  /// The path number of a handshake that came through a relay: it makes no link.
  static let relayedPath = 0xff

  private mutating func nextOrigin(
    _ place: Int, attempt: Int, now: Instant
  ) -> (HandshakeOrigin, path: Int)? {
    let peer = peers[place].node
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

  /// Every other attempt goes through a relay unless a link works. Under the prefix plane those for
  /// packets do, the first one at once, since that way is known to lead there; those for a link in
  /// the routing table do not, since only the way straight there would do.
  private func isTurnOfRelay(_ place: Int, attempt: Int) -> Bool {
    if node.hasWorkingLink(to: peers[place].node) { return false }
    guard plane == .prefix else { return attempt % 2 == 1 }
    return records[place]?.wantsSession == true && attempt % 2 == 0
  }

  /// Every pair of an address of the peer's and a socket of ours that fit together, the
  /// addresses of its links first: a peer may be elsewhere than it announced.
  func underlayWays(_ place: Int) -> [(address: UnderlayAddress, socket: Int)] {
    var ways: [(address: UnderlayAddress, socket: Int)] = []
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      let target = targets[peers[place].links[path].index]
      ways.append((target.address, target.socket))
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

  /// Takes in a response to an initiation of ours.
  mutating func receiveResponse(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, now: Instant
  ) {
    guard let frame = try? ResponseFrame(decoding: message),
      let place = records.indices.first(where: {
        records[$0]?.initiation != nil && records[$0]?.initiationIndex == frame.receiver
      }), let record = records[place], let initiation = record.initiation
    else {
      counters.failedHandshakes += 1
      return
    }
    guard
      let response = try? NoiseResponseRead(
        reading: message.extracting(frame.noise), after: initiation,
        presharedKey: configuration.presharedKey),
      let payload = try? ResponsePayload(decoding: response.payload),
      case .session(let encoded, let endpoints) = payload.answer,
      let credential = check(encoded, key: record.key, now: now)
    else {
      counters.failedHandshakes += 1
      return
    }
    records[place]?.initiation = nil
    records[place]?.credential = credential
    let session = Session(
      peer: place, localIndex: record.initiationIndex, remoteIndex: frame.sender,
      isInitiator: true, keys: response.keys, now: now)
    let slot = sessions.install(session)
    makeCurrent(slot, at: place)
    let announced = describe(credential, payload.incarnation, endpoints)
    // Where our initiation went, wherever the answer seems to come from: it is there that it arrived.
    complete(
      place, announced: announced, from: record.initiatedTo ?? origin, path: record.initiationPath,
      isInitiator: true, now: now)
    // A relayed handshake makes no link whose beacon would tell the peer that we have its keys.
    if case .overlay(let peer) = origin { sendProbe(to: peer, .balanced, identifier: 0, now: now) }
  }

  /// Takes in a cookie: the next initiation will carry it.
  mutating func receiveCookie(_ message: borrowing Span<UInt8>, now: Instant) {
    guard let reply = try? CookieReplyFrame(decoding: message),
      let place = records.indices.first(where: {
        records[$0]?.initiation != nil && records[$0]?.initiationIndex == reply.receiver
      }), let record = records[place],
      let cookie = reply.cookie(
        answering: record.initiationMac, authenticator: record.authenticator)
    else {
      counters.failedHandshakes += 1
      return
    }
    records[place]?.cookie = cookie
    records[place]?.cookieUntil = now + CookieJar.secretLifetime
    hastenAttempt(place, to: now + SessionTiming.retryFirst)
  }
}
