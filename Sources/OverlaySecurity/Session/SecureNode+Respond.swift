internal import DequeModule
public import OverlayCore

// Making sessions, as responder; and letting newcomers in.

extension SecureNode {
  /// Takes in any handshake message. Whoever does not know the network's key gets no answer.
  mutating func receiveHandshake(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, now: Instant
  ) {
    guard let kind = message.isEmpty ? nil : HandshakeKind(rawValue: message[0]) else {
      counters.malformed += 1
      return
    }
    if kind == .cookieReply { return receiveCookie(message, now: now) }
    guard message.count <= SecurityLimits.handshakeBytesMax, authenticator.admits(message) else {
      counters.strangers += 1
      return
    }
    if kind == .response { return receiveResponse(message, from: origin, now: now) }
    guard let frame = try? InitiationFrame(decoding: message),
      let mac = MessageAuthenticator.mac1(of: message)
    else {
      counters.malformed += 1
      return
    }
    guard isAllowed(message, frame, mac, from: origin, now: now) else { return }
    receiveInitiation(message, frame, from: origin, now: now)
  }

  private mutating func isAllowed(
    _ message: borrowing Span<UInt8>, _ frame: InitiationFrame, _ mac: [UInt8],
    from origin: HandshakeOrigin, now: Instant
  ) -> Bool {
    guard !limiter.isRepeated(mac) else {
      counters.replayedHandshakes += 1
      return false
    }
    switch limiter.decide(now: now) {
    case .take: return true
    case .drop: break
    case .askForCookie:
      guard case .underlay(let address, let socket) = origin else { break }
      if cookies.recognises(
        message, from: address, authenticator: authenticator, now: now, entropy: &entropy)
      {
        return true
      }
      let cookie = cookies.cookie(for: address, now: now, entropy: &entropy)
      let reply = CookieReplyFrame.encode(
        receiver: frame.sender, cookie: cookie, answering: mac, authenticator: authenticator,
        entropy: &entropy)
      if outbox.count < Limits.effectsMax {
        outbox.append(.datagram(reply, to: address, socket: socket))
      }
    }
    counters.limitedHandshakes += 1
    return false
  }

  private mutating func receiveInitiation(
    _ message: borrowing Span<UInt8>, _ frame: InitiationFrame, from origin: HandshakeOrigin,
    now: Instant
  ) {
    guard
      let known = try? NoiseInitiatorKnown(
        reading: message.extracting(frame.noise), responder: configuration.identity,
        prologue: prologue)
    else {
      counters.failedHandshakes += 1
      return
    }
    let peer = NodeID(publicKey: known.initiator)
    let secret = places[peer].flatMap { records[$0]?.staticSecret }
    guard let initiation = try? NoiseInitiationRead(after: known, staticSecret: secret),
      let payload = try? InitiationPayload(decoding: initiation.payload), peer != identity
    else {
      counters.failedHandshakes += 1
      return
    }
    switch payload.purpose {
    case .enrolment(let secret, let signingKey):
      let keys = PublicKeys(agreement: initiation.initiator, signing: signingKey)
      request(initiation, secret: secret, keys, frame, from: origin, now: now)
    case .session(let encoded):
      guard let credential = check(encoded, key: initiation.initiator, now: now) else { return }
      respond(to: initiation, frame, payload, credential, from: origin, now: now)
    }
  }

  private mutating func respond(
    to initiation: NoiseInitiationRead, _ frame: InitiationFrame, _ payload: InitiationPayload,
    _ credential: Credential, from origin: HandshakeOrigin, now: Instant
  ) {
    guard let place = place(for: credential, now: now), let record = records[place] else { return }
    if let newest = record.newestInitiation, payload.timestamp <= newest {
      counters.replayedHandshakes += 1
      return
    }
    records[place]?.newestInitiation = payload.timestamp
    if winsCollision(record, over: credential.node, from: origin, now: now) { return }
    guard let index = sessions.reserve(entropy: &entropy) else { return }
    let answer = ResponsePayload(
      answer: .session(
        credential: configuration.credential.encoded, endpoints: node.ownRecord?.endpoints ?? []),
      incarnation: configuration.incarnation)
    guard
      let response = try? NoiseResponseSent(
        answering: initiation, presharedKey: configuration.presharedKey,
        payload: answer.encoded, entropy: &entropy)
    else {
      sessions.release(index)
      counters.failedHandshakes += 1
      return
    }
    sessions.remove(peers[place].next)
    let session = Session(
      peer: place, localIndex: index, remoteIndex: frame.sender, isInitiator: false,
      keys: response.keys, now: now)
    peers[place].next = sessions.install(session)
    records[place]?.credential = credential
    let announced = describe(credential, payload.incarnation, payload.endpoints)
    records[place]?.announced = announced
    records[place]?.announcedFrom = origin
    records[place]?.announcedPath = Int(payload.path)
    let reply = ResponseFrame.encode(
      sender: index, receiver: frame.sender, noise: response.message,
      authenticator: record.authenticator, cookie: record.cookieUntil > now ? record.cookie : nil)
    dispatch(reply, to: origin)
  }

  /// When both ends initiate at once, the lower node's initiation stands. Two sessions would
  /// work, but then a renewal could retire the one that the other end is sending with.
  ///
  /// Not when only one of the two went through a relay: the other may have been sent down a dead
  /// path, and to insist on it would cost the one that arrived.
  private func winsCollision(
    _ record: PeerRecord, over peer: NodeID, from origin: HandshakeOrigin, now: Instant
  ) -> Bool {
    record.initiation != nil && identity < peer
      && record.initiatedTo?.isRelayed == origin.isRelayed
      && now - record.initiatedAt < SessionTiming.collision
  }

  /// The peer used the session that it initiated: from now on it is ours to send with.
  mutating func confirm(_ place: Int, now: Instant) {
    let slot = peers[place].next
    peers[place].next = SessionTable.none
    makeCurrent(slot, at: place)
    guard let record = records[place], let announced = record.announced,
      let origin = record.announcedFrom
    else { return }
    if record.initiation != nil { sessions.release(record.initiationIndex) }
    records[place]?.initiation = nil
    records[place]?.announced = nil
    complete(
      place, announced: announced, from: origin, path: record.announcedPath, isInitiator: false,
      now: now)
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
    if let known, known != announced.incarnation { removeLinks(of: place, now: now) }
    records[place]?.establishedAt = now
    records[place]?.attempts = 0
    records[place]?.wantsSession = false
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
    settleConnection(place, now: now)
    note(.event(.sessionEstablished(announced.node, isInitiator: isInitiator)))
    note(.membersChanged)
  }

  /// Takes note of what a peer said of itself; false when there is no room for it.
  private mutating func welcome(
    _ announced: MemberRecord, at place: Int, now: Instant
  ) -> Bool {
    guard plane == .mesh else {
      records[place]?.described = announced
      return true
    }
    return node.admit(announced, isDirect: true, now: now)
  }

  /// What a peer said of itself; its known record while it is still the same incarnation.
  func describe(
    _ credential: Credential, _ incarnation: UInt64, _ endpoints: [UnderlayAddress]
  ) -> MemberRecord {
    let peer = credential.node
    if let known = places[peer].flatMap({ description(of: $0) }), known.incarnation == incarnation {
      return known
    }
    return MemberRecord(
      node: peer, incarnation: incarnation, sequence: 0, endpoints: endpoints,
      credential: credential.encoded)
  }

  /// Decodes and checks a credential that must be for `key`; nil, counted and noted, otherwise.
  mutating func check(_ encoded: [UInt8], key: [UInt8], now: Instant) -> Credential? {
    guard let credential = try? Credential(decoding: encoded), credential.nodeKey == key else {
      counters.refusedCredentials += 1
      return nil
    }
    do throws(CredentialError) {
      try verify(credential, now: now)
      return credential
    } catch {
      counters.refusedCredentials += 1
      note(.event(.credentialRefused(credential.node, error)))
      return nil
    }
  }
}

// MARK: - Enrolment

extension SecureNode {
  private static let enrolmentsMax = 16

  private mutating func request(
    _ initiation: NoiseInitiationRead, secret: [UInt8], _ keys: PublicKeys,
    _ frame: InitiationFrame, from origin: HandshakeOrigin, now: Instant
  ) {
    enrolments.removeAll { now - $0.since > .seconds(10) }
    guard enrolments.count < Self.enrolmentsMax else {
      counters.limitedHandshakes += 1
      return
    }
    let identifier = UInt32(truncatingIfNeeded: random.next())
    enrolments.append(
      PendingEnrolment(
        identifier: identifier, initiation: initiation, remoteIndex: frame.sender,
        origin: origin, since: now))
    note(
      .enrolment(EnrolmentRequest(identifier: identifier, secret: secret, keys: keys)))
  }

  /// Answers a newcomer, after the authority's books have been written.
  public mutating func answer(
    _ request: EnrolmentRequest, with result: Result<Credential, EnrolmentError>, now: Instant
  ) {
    guard let index = enrolments.firstIndex(where: { $0.identifier == request.identifier })
    else { return }
    let pending = enrolments.remove(at: index)
    let answer: ResponsePayload.Answer
    switch result {
    case .success(let credential):
      answer = .enrolled(credential: credential.encoded, contacts: contacts())
    case .failure(let reason):
      answer = .refused(reason)
    }
    let payload = ResponsePayload(answer: answer, incarnation: configuration.incarnation)
    guard
      let response = try? NoiseResponseSent(
        answering: pending.initiation, presharedKey: configuration.presharedKey,
        payload: payload.encoded, entropy: &entropy)
    else { return }
    let newcomer = MessageAuthenticator(
      presharedKey: configuration.presharedKey, receiver: request.keys.agreement)
    let reply = ResponseFrame.encode(
      sender: 0, receiver: pending.remoteIndex, noise: response.message,
      authenticator: newcomer, cookie: nil)
    dispatch(reply, to: pending.origin)
  }

  /// Ourselves first, then as many others as fit: whom a newcomer may call.
  private func contacts() -> [HandshakeContact] {
    let own = node.ownRecord.map { [$0] } ?? []
    let others = memberRecords.filter { plane == .prefix || node.isMember($0.node) }
    return (own + others).map {
      HandshakeContact(credential: $0.credential, endpoints: $0.endpoints)
    }
  }
}
