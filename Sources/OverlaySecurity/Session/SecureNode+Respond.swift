internal import DequeModule
import OverlayCore

// Making sessions, as responder.
//
// Nothing that an initiation says counts before its keys are used: it may be a replay, and only who
// can read the response is there now.

extension SecureNode {
  /// Takes in any handshake message. Whoever does not know the network's key gets no answer.
  ///
  /// - Parameter carrier: The neighbour that handed it over when it came through a relay.
  mutating func receiveHandshake(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, carrier: NodeID? = nil,
    now: Instant
  ) {
    guard let kind = message.isEmpty ? nil : HandshakeKind(rawValue: message[0]) else {
      counters.malformed += 1
      return
    }
    switch kind {
    case .cookieReply: return receiveCookie(message, now: now)
    case .versionReply: return receiveVersionReply(message, from: origin, now: now)
    case .revocationNotice: return receiveRevocationNotice(message, from: origin, now: now)
    case .response, .initiation: break
    }
    guard message.count <= SecurityLimits.handshakeBytesMax, authenticator.admits(message) else {
      counters.strangers += 1
      return
    }
    guard kind == .initiation else {
      guard let frame = try? ResponseFrame(decoding: message) else {
        counters.malformed += 1
        return
      }
      return receiveResponse(message, frame, from: origin, now: now)
    }
    receiveInitiation(message, from: origin, carrier: carrier, now: now)
  }

  /// Takes in an initiation whose first code is right.
  private mutating func receiveInitiation(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, carrier: NodeID?, now: Instant
  ) {
    guard !HandshakeFront.isFirstVersion(message) else {
      return refuseFirstVersion(from: origin, now: now)
    }
    guard let front = try? HandshakeFront(decoding: message) else {
      counters.malformed += 1
      return
    }
    guard ProtocolVersions.ours.common(with: front.versions) != nil else {
      return refuseVersion(message, front, from: origin, now: now)
    }
    guard let frame = try? InitiationFrame(decoding: message) else {
      counters.malformed += 1
      return
    }
    let decision = admission.decide(
      message, from: origin, carrier: carrier, authenticator: authenticator, now: now,
      entropy: &entropy)
    switch decision {
    case .take(let isProven):
      let sender = InitiationSender(origin: origin, carrier: carrier, isProven: isProven)
      readInitiation(message, frame, from: sender, now: now)
    case .askForCookie:
      counters.limitedHandshakes += 1
      let sender = InitiationSender(origin: origin, carrier: carrier, isProven: false)
      askForCookie(message, frame, from: sender, now: now)
    case .repeated: counters.replayedHandshakes += 1
    case .drop: counters.limitedHandshakes += 1
    }
  }

  private mutating func askForCookie(
    _ message: borrowing Span<UInt8>, _ frame: InitiationFrame, from sender: InitiationSender,
    now: Instant
  ) {
    guard let mac1 = MessageAuthenticator.mac1(of: message),
      let cookie = cookie(for: sender, now: now)
    else { return }
    dispatch(
      CookieReplyFrame.encode(
        receiver: frame.sender, cookie: cookie, answering: mac1, authenticator: authenticator,
        entropy: &entropy), to: sender.origin)
  }

  /// The cookie that goes to where a sender says it is; nil when enough have gone there, or no way leads
  /// to the node that it says it is.
  private mutating func cookie(for sender: InitiationSender, now: Instant) -> [UInt8]? {
    switch sender.origin {
    case .underlay(let address, _):
      return admission.cookie(for: address, now: now, entropy: &entropy)
    case .overlay(let source):
      let carrier = sender.carrier ?? source
      guard let cookie = admission.cookie(for: source, by: carrier, now: now, entropy: &entropy)
      else { return nil }
      return node.reaches(source, now: now) ? cookie : nil
    case .session: return nil
    }
  }

  /// Takes in a message of a renewal inside the session that it renews.
  mutating func receiveRenewal(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    let place = targets[link.index].peer
    let (spacing, burst) = (SessionTiming.renewalSpacing, SessionTiming.renewalBurst)
    guard place >= 0,
      records[place]?.handshake.renewals.admits(spacing: spacing, burst: burst, now: now) == true
    else {
      counters.refusedRenewals += 1
      return
    }
    let message = frame.extracting(droppingFirst: 1)
    if frame[0] == FrameKind.rekeyInitiation.rawValue,
      let initiation = try? InitiationFrame(inside: message),
      ProtocolVersions.ours.common(with: initiation.front.versions) != nil
    {
      let sender = InitiationSender(origin: .session(link), carrier: nil, isProven: true)
      readInitiation(message, initiation, from: sender, now: now)
    } else if frame[0] == FrameKind.rekeyResponse.rawValue,
      let response = try? ResponseFrame(inside: message)
    {
      receiveResponse(message, response, from: .session(link), now: now)
    } else {
      counters.refusedRenewals += 1
    }
  }

  private mutating func readInitiation(
    _ message: borrowing Span<UInt8>, _ frame: InitiationFrame, from sender: InitiationSender,
    now: Instant
  ) {
    let origin = sender.origin
    guard
      let known = try? NoiseInitiatorKnown(
        reading: message.extracting(frame.noise), responder: configuration.identity,
        prologue: frame.front.prologue(prologue))
    else {
      counters.failedHandshakes += 1
      return
    }
    let peer = NodeID(publicKey: known.initiator)
    let secret = places[peer].flatMap { records[$0]?.staticSecret }
    guard isSpeakingForItself(peer, origin),
      let initiation = try? NoiseInitiationRead(after: known, staticSecret: secret),
      let payload = try? InitiationPayload(decoding: initiation.payload), peer != identity
    else {
      counters.failedHandshakes += 1
      return
    }
    if !origin.isInside, let mac1 = MessageAuthenticator.mac1(of: message) {
      admission.remember(mac1, now: now)
    }
    switch payload.purpose {
    case .enrolment(let secret, let signingKey, _):
      // The answer has everybody's addresses: several times as long.
      guard sender.isProven else { return askForCookie(message, frame, from: sender, now: now) }
      let keys = PublicKeys(agreement: initiation.initiator, signing: signingKey)
      request(initiation, secret: secret, keys, frame, from: origin, now: now)
    case .session(let announced):
      let record = announced.record(of: peer, incarnation: payload.counter.incarnation)
      guard let credential = check(record, key: initiation.initiator, now: now) else {
        let notice = revocationNotice(to: initiation.initiator, with: record.credential)
        guard let notice else { return }
        // Through relays only whoever has shown that packets reach it.
        guard sender.isProven || !origin.isRelayed else {
          return askForCookie(message, frame, from: sender, now: now)
        }
        return tellRevoked(notice, at: sender, now: now)
      }
      let answered = AnsweredInitiation(
        counter: payload.counter, credential: credential, record: record, origin: origin,
        path: Int(payload.path), since: now)
      respond(to: initiation, message, frame, answered, sender, now: now)
    }
  }

  /// Whether a message inside a session is about the session's own peer, and one through a relay about
  /// the source that it names: who that is has been asked for, and counted.
  private func isSpeakingForItself(_ peer: NodeID, _ origin: HandshakeOrigin) -> Bool {
    switch origin {
    case .underlay: return true
    case .overlay(let source): return source == peer
    case .session(let link):
      let place = targets[link.index].peer
      return place >= 0 && peers[place].node == peer
    }
  }

  private mutating func respond(
    to initiation: NoiseInitiationRead, _ message: borrowing Span<UInt8>, _ frame: InitiationFrame,
    _ answered: AnsweredInitiation, _ sender: InitiationSender, now: Instant
  ) {
    let (peer, origin) = (answered.credential.node, answered.origin)
    let place: Int
    switch placeToAnswer(peer, key: answered.credential.nodeKey, sender, now: now) {
    case .at(let found): place = found
    case .afterProof: return askForCookie(message, frame, from: sender, now: now)
    case .none: return
    }
    guard let handshake = records[place]?.handshake else { return }
    if handshake.isNew(answered.counter) {
      if winsCollision(handshake, over: peer, from: origin, now: now) { return }
      guard let slot = answer(initiation, frame, at: place, to: origin, now: now) else { return }
      provisional.renew(place, from: sender.share, isProven: sender.isProven, now: now)
      dropAnswered(at: place)
      peers[place].next = slot
      records[place]?.handshake.answered = answered
      return
    }
    // A replay, or a node that has lost its state: the response finds out. It goes only where its
    // sender has proved to be.
    counters.replayedHandshakes += 1
    guard sender.isProven else { return askForCookie(message, frame, from: sender, now: now) }
    guard handshake.mayReplaceTentative(from: origin, now: now),
      admission.admitsStale(from: origin, now: now),
      let slot = answer(initiation, frame, at: place, to: origin, now: now)
    else { return }
    counters.tentativeHandshakes += 1
    dropTentative(at: place)
    peers[place].tentative = slot
    records[place]?.handshake.tentative = answered
  }

  /// Responds to an initiation; the slot of the session that the response makes, of which nothing is
  /// used yet, or nil when there is no room for one.
  private mutating func answer(
    _ initiation: NoiseInitiationRead, _ frame: InitiationFrame, at place: Int,
    to origin: HandshakeOrigin, now: Instant
  ) -> Int? {
    guard let record = records[place],
      let version = ProtocolVersions.ours.common(with: frame.front.versions),
      let index = sessions.reserve(for: place, entropy: &entropy)
    else { return nil }
    let payload = ResponsePayload(
      answer: .session(incarnation: own.record.incarnation, AnnouncedRecord(own.record)),
      version: version, features: .ours)
    guard
      let response = try? NoiseResponseSent(
        answering: initiation, presharedKey: configuration.presharedKey,
        payload: payload.encoded, entropy: &entropy)
    else {
      sessions.release(index)
      counters.failedHandshakes += 1
      return nil
    }
    let session = Session(
      peer: place, localIndex: index, remoteIndex: frame.sender, isInitiator: false,
      keys: response.keys, features: frame.front.features.intersection(.ours), now: now)
    let reply = ResponseFrame.body(
      front: HandshakeFront(choosing: version), sender: index, receiver: frame.sender,
      noise: response.message)
    let cookie = record.handshake.cookie(for: origin, at: now)
    dispatch(
      origin.isInside ? reply : record.authenticator.finish(reply, cookie: cookie), to: origin)
    return sessions.install(session)
  }

  mutating func dropAnswered(at place: Int) {
    sessions.remove(peers[place].next)
    peers[place].next = SessionTable.none
    records[place]?.handshake.answered = nil
  }

  mutating func dropTentative(at place: Int) {
    sessions.remove(peers[place].tentative)
    peers[place].tentative = SessionTable.none
    records[place]?.handshake.tentative = nil
  }

  /// When both ends initiate at once, the lower node's initiation stands. Two sessions would
  /// work, but then a renewal could retire the one that the other end is sending with.
  ///
  /// Not when only one of the two went through a relay: the other may have been sent down a dead
  /// path, and to insist on it would cost the one that arrived.
  private func winsCollision(
    _ handshake: PeerHandshake, over peer: NodeID, from origin: HandshakeOrigin, now: Instant
  ) -> Bool {
    guard let sent = handshake.sent, identity < peer else { return false }
    return sent.origin.isRelayed == origin.isRelayed && now - sent.at < SessionTiming.collision
  }
}
