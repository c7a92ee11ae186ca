internal import DequeModule
import OverlayCore

// What comes back to an initiation of ours: a response, a cookie, or that the versions do not meet.

extension SecureNode {
  /// The place whose initiation of ours promised an index.
  private func placeWaiting(for index: UInt32) -> Int? {
    guard let place = sessions.owner(of: index), records.indices.contains(place),
      records[place]?.handshake.sent?.index == index
    else { return nil }
    return place
  }

  /// Takes in a response to an initiation of ours.
  mutating func receiveResponse(
    _ message: borrowing Span<UInt8>, _ frame: ResponseFrame, from origin: HandshakeOrigin,
    now: Instant
  ) {
    guard let place = placeWaiting(for: frame.receiver), let record = records[place],
      let sent = record.handshake.sent, isOwn(place, origin),
      mayTryResponse(of: place, from: origin, now: now),
      let response = try? NoiseResponseRead(
        reading: message.extracting(frame.noise), after: sent.noise,
        presharedKey: configuration.presharedKey),
      let payload = try? ResponsePayload(decoding: response.payload),
      agrees(frame.front, payload),
      let announced = payload.record(of: peers[place].node),
      let credential = check(announced, key: record.key, now: now)
    else {
      counters.failedHandshakes += 1
      return
    }
    records[place]?.handshake.sent = nil
    records[place]?.adopt(credential)
    let session = Session(
      peer: place, localIndex: sent.index, remoteIndex: frame.sender, isInitiator: true,
      keys: response.keys, features: payload.features.intersection(.ours), now: now)
    makeCurrent(sessions.install(session), at: place)
    // Where our initiation went, wherever the answer seems to come from: it is there that it arrived.
    complete(
      place, announced: announced, from: sent.origin, path: sent.path, isInitiator: true, now: now)
    // A relayed handshake makes no link whose beacon would tell the peer that we have its keys.
    if case .overlay(let peer) = origin { sendProbe(to: peer, .balanced, identifier: 0) }
  }

  /// Whether a response is worth key agreements: a few for each peer, so that a flood in one peer's name
  /// stops no other's. Inside a session renewals are counted already.
  private mutating func mayTryResponse(
    of place: Int, from origin: HandshakeOrigin, now: Instant
  ) -> Bool {
    guard !origin.isInside else { return true }
    let (spacing, burst) = (SessionTiming.responseSpacing, SessionTiming.responseBurst)
    return records[place]?.handshake.responses.admits(spacing: spacing, burst: burst, now: now)
      == true && admission.admitsResponse(now: now)
  }

  /// Whether a message inside a session comes from the peer at a place itself.
  private func isOwn(_ place: Int, _ origin: HandshakeOrigin) -> Bool {
    guard case .session(let link) = origin else { return true }
    return targets[link.index].peer == place
  }

  /// Whether the response says the same under the seal as in front of it, and what it chose is one of
  /// ours: nobody on the way has changed it.
  private func agrees(_ front: HandshakeFront, _ payload: ResponsePayload) -> Bool {
    front.versions.lowest == payload.version && front.versions.highest == payload.version
      && front.features == payload.features
      && ProtocolVersions.ours.common(with: front.versions) == payload.version
  }

  /// Takes in a cookie: the next initiation will carry it.
  mutating func receiveCookie(_ message: borrowing Span<UInt8>, now: Instant) {
    guard let reply = try? CookieReplyFrame(decoding: message),
      let place = placeWaiting(for: reply.receiver), let record = records[place],
      let sent = record.handshake.sent, !sent.origin.isInside,
      let cookie = reply.cookie(answering: sent.mac1, authenticator: record.authenticator)
    else {
      counters.failedHandshakes += 1
      return
    }
    records[place]?.handshake.hold(
      HeldCookie(bytes: cookie, until: now + CookieJar.secretLifetime), for: sent)
    hastenAttempt(place, to: now + SessionTiming.retryFirst)
  }

  // MARK: Versions

  /// Takes in that a node speaks no version of ours: it is called as seldom as one that is gone.
  mutating func receiveVersionReply(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, now: Instant
  ) {
    guard let reply = try? VersionReplyFrame(decoding: message),
      let place = placeWaiting(for: reply.receiver), let record = records[place],
      let sent = record.handshake.sent, !sent.origin.isInside,
      VersionReplyFrame.isGenuine(
        message, answering: sent.mac1, authenticator: record.authenticator),
      ProtocolVersions.ours.common(with: reply.versions) == nil
    else {
      counters.failedHandshakes += 1
      return
    }
    records[place]?.attempts = max(record.attempts, SessionTiming.patientAttempts + 1)
    noteVersion(
      VersionMismatch(theirs: reply.versions), from: origin, node: peers[place].node, now: now)
    counters.refusedVersions += 1
  }

  /// Answers an initiation of which this node speaks no version, as seldom as it gives cookies.
  mutating func refuseVersion(
    _ message: borrowing Span<UInt8>, _ front: HandshakeFront, from origin: HandshakeOrigin,
    now: Instant
  ) {
    counters.refusedVersions += 1
    noteVersion(VersionMismatch(theirs: front.versions), from: origin, node: nil, now: now)
    var reader = ByteReader(message, at: HandshakeFront.byteCount)
    guard case .underlay(let address, _) = origin, let index = try? reader.uint32(message),
      let mac1 = MessageAuthenticator.mac1(of: message),
      admission.mayReply(to: address, now: now)
    else { return }
    dispatch(
      VersionReplyFrame.encode(receiver: index, answering: mac1, authenticator: authenticator),
      to: origin)
  }

  /// An initiation of version 1, whose sender would not understand an answer.
  mutating func refuseFirstVersion(from origin: HandshakeOrigin, now: Instant) {
    counters.oldVersions += 1
    noteVersion(VersionMismatch(theirs: .first), from: origin, node: nil, now: now)
  }

  private mutating func noteVersion(
    _ mismatch: VersionMismatch, from origin: HandshakeOrigin, node: NodeID?, now: Instant
  ) {
    guard handshakes.mayNotice(now: now) else { return }
    switch origin {
    case .underlay(let address, _):
      note(.event(.versionRefused(mismatch, at: address, node: node)))
    case .overlay(let source):
      note(.event(.versionRefused(mismatch, at: nil, node: node ?? source)))
    // Inside a session the version is agreed on.
    case .session: break
    }
  }
}
