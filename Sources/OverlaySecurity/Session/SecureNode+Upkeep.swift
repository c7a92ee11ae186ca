import OverlayCore

// What changes slowly: ages of sessions, validity of credentials, links that lead nowhere.

extension SecureNode {
  mutating func upkeep(now: Instant) {
    upkeepAt = now + random.jittered(SessionTiming.upkeepInterval, by: 0.1)
    keepTime(now: now)
    announceOwn(now: now)
    if isAnnouncementDue { announceObserved(now: now) }
    for place in peers.indices where peers[place].isTaken {
      guard isStillWelcome(place, now: now) else { continue }
      retireSessions(of: place, now: now)
      guard !provisional.contains(place) else { continue }
      renewSession(with: place, now: now)
      pruneLinks(of: place, now: now)
      noteRole(of: place)
      compareRevocations(with: place, now: now)
      traverse(place, now: now)
    }
  }

  /// Puts out a peer whose credential has expired, and forgets one that never proved itself: a
  /// provisional one as soon as its answer is gone.
  private mutating func isStillWelcome(_ place: Int, now: Instant) -> Bool {
    let peer = peers[place].node
    if let credential = newestCredential(of: place), credential.isExpired(at: unixSeconds(now)) {
      note(.event(.credentialRefused(peer, .expired)))
      expel(peer, now: now)
      return false
    }
    let isIdle =
      peers[place].current == SessionTable.none
      && peers[place].next == SessionTable.none
      && peers[place].tentative == SessionTable.none
    if provisional.contains(place) {
      if isIdle { removePeer(place, now: now) }
      return !isIdle
    }
    guard plane == .mesh else { return isStillNeeded(place, now: now) }
    if isIdle, node.record(of: peer) == nil, !isHint(place, now: now) {
      removePeer(place, now: now)
      return false
    }
    return true
  }

  /// Lets go of a peer far away once no packet has been exchanged for a while.
  private mutating func isStillNeeded(_ place: Int, now: Instant) -> Bool {
    if isNeeded(place, now: now) { return true }
    removePeer(place, now: now)
    return false
  }

  /// Whether there is a link with a peer, or a wish for one, or traffic.
  func isNeeded(_ place: Int, now: Instant) -> Bool {
    peers[place].hasLinks || records[place]?.wantsLink == true
      || now - peers[place].lastUsed < SessionTiming.farIdle
  }

  private mutating func retireSessions(of place: Int, now: Instant) {
    if isOlder(peers[place].next, than: SessionTiming.unconfirmedAfter, now: now) {
      dropAnswered(at: place)
    }
    if isOlder(peers[place].tentative, than: SessionTiming.tentativeAfter, now: now) {
      dropTentative(at: place)
    }
    if isOlder(peers[place].previous, than: SessionTiming.expireAfter, now: now) {
      sessions.remove(peers[place].previous)
      peers[place].previous = SessionTable.none
    }
    if isOlder(peers[place].current, than: SessionTiming.expireAfter, now: now) {
      removeLinks(of: place, now: now)
      sessions.remove(peers[place].current)
      peers[place].current = SessionTable.none
    }
  }

  private func isOlder(_ slot: Int, than age: Interval, now: Instant) -> Bool {
    slot != SessionTable.none && now - sessions[slot].createdAt > age
  }

  /// Asks for a handshake when there is no session, when it is old or worn, and when no link to
  /// the peer works, because it may have restarted and lost its keys.
  private mutating func renewSession(with place: Int, now: Instant) {
    guard peers[place].nextAttempt == .never, let record = records[place] else { return }
    let slot = peers[place].current
    guard slot != SessionTable.none else {
      hastenAttempt(place, to: now)
      return
    }
    let limit =
      sessions[slot].isInitiator ? SessionTiming.rekeyAfter : SessionTiming.responderRekeyAfter
    let isWorn = sessions[slot].sealedFrames > configuration.rekeyAfterFrames
    let isLinkless =
      plane == .mesh && record.linklessSince != .never
      && now - record.linklessSince > .seconds(1)
      && now - record.establishedAt > SessionTiming.renewLinkless(after: record.linklessRenewals)
    if isOlder(slot, than: limit, now: now) || isWorn || isLinkless {
      if isLinkless { records[place]?.linklessRenewals += 1 }
      hastenAttempt(place, to: now + random.jittered(.milliseconds(100), by: 1))
    }
  }
}
