import OverlayCore

// Sessions and distances: what the daemon does with handshakes and probes, as a few datagrams that
// take as long as they would.

extension ScaleSimulation {
  /// Bytes on the wire of a handshake's message and of a probe, headers included: the Noise
  /// messages carry a credential of some 200 bytes.
  static let handshakeBytes = 420
  static let probeBytes = 80

  /// Begins to open a session.
  mutating func open(_ contact: Contact, from host: ScaleHost) {
    guard let to = hostNumber(of: contact) else {
      host.node.connectFailed(contact.node, now: now)
      return
    }
    let number = errands.insert(
      Errand(
        step: .opening, from: UInt32(host.index), birth: host.birth, to: UInt32(to),
        contact: contact))
    ask(number)
  }

  /// Sends a distance probe.
  mutating func probe(_ contact: Contact, from host: ScaleHost) {
    guard let to = hostNumber(of: contact) else { return }
    let fate = underlay.send(from: host.index, to: to, bytes: Self.probeBytes, at: now)
    guard let due = fate.arrival else { return }
    let errand = Errand(
      step: .probe, from: UInt32(host.index), birth: host.birth, to: UInt32(to),
      contact: contact, asked: now)
    proceed(later: errands.insert(errand), at: due)
  }

  /// Ends a session: this end at once, the other when the news reaches it.
  mutating func close(_ link: LinkID, of host: ScaleHost) {
    guard link.index < host.ends.count, !host.ends[link.index].isVacant else { return }
    let end = host.ends[link.index]
    drop(link, of: host)
    let fate = underlay.send(
      from: host.index, to: Int(end.peer), bytes: Self.probeBytes, at: now)
    guard let due = fate.arrival else { return }
    let errand = Errand(
      step: .closing, from: UInt32(host.index), birth: host.birth, to: end.peer,
      contact: contact(of: host.index), session: end.session)
    proceed(later: errands.insert(errand), at: due)
  }

  /// The next step of an errand is due.
  mutating func proceed(_ number: UInt32) {
    let errand = errands[number]
    switch errand.step {
    case .opening: answerOpening(number, errand)
    case .opened: finishOpening(errands.remove(number))
    case .retry: retry(number, errand)
    case .probe: answerProbe(number, errand)
    case .echo: finishProbe(errands.remove(number))
    case .closing:
      let errand = errands.remove(number)
      guard let host = hosts[Int(errand.to)], let link = host.link(of: errand.session) else {
        return
      }
      drop(link, of: host)
      settle(host)
    }
  }

  private mutating func proceed(later number: UInt32, at due: Instant) {
    queue.push(ScaleEvent(.errand, number).payload, due: due)
  }

  /// Forgets an end, and tells its node.
  mutating func drop(_ link: LinkID, of host: ScaleHost) {
    host.setEnd(link, .vacant)
    host.node.removeLink(link, now: now)
  }

  // MARK: - Opening

  private mutating func ask(_ number: UInt32) {
    errands[number].attempts += 1
    errands[number].asked = now
    let errand = errands[number]
    let fate = underlay.send(
      from: Int(errand.from), to: Int(errand.to), bytes: Self.handshakeBytes, at: now)
    if let due = fate.arrival {
      errands[number].step = .opening
      proceed(later: number, at: due)
    } else {
      waitForRetry(number)
    }
  }

  private mutating func waitForRetry(_ number: UInt32) {
    errands[number].step = .retry
    let errand = errands[number]
    let patience = configuration.openingTimeout * (1 << UInt64(errand.attempts - 1))
    proceed(later: number, at: max(now, errand.asked + patience))
  }

  private mutating func answerOpening(_ number: UInt32, _ errand: Errand) {
    guard let host = hosts[Int(errand.to)], host.node.identity == errand.contact.node,
      let session = accept(errand, on: host)
    else { return waitForRetry(number) }
    errands[number].session = session
    let fate = underlay.send(
      from: Int(errand.to), to: Int(errand.from), bytes: Self.handshakeBytes, at: now)
    settle(host)
    guard let due = fate.arrival else { return waitForRetry(number) }
    errands[number].step = .opened
    proceed(later: number, at: due)
  }

  /// The answering side's end of a session: the one that stands, or a new one.
  private mutating func accept(_ errand: Errand, on host: ScaleHost) -> UInt32? {
    if let link = host.link(to: Int(errand.from)) {
      let end = host.ends[link.index]
      let isHalf = end.peerLink == .none && end.session == errand.session
      if isHalf || stands(end) { return end.session }
      // What stood there was with an earlier node of that host.
      drop(link, of: host)
    }
    guard let link = addLink(with: contact(of: Int(errand.from)), on: host) else { return nil }
    sessions += 1
    host.setEnd(link, LinkEnd(peer: errand.from, peerLink: .none, session: sessions))
    return sessions
  }

  /// Whether the other end of a session exists as well.
  private func stands(_ end: LinkEnd) -> Bool {
    guard end.peerLink != .none, let peer = hosts[Int(end.peer)],
      end.peerLink.index < peer.ends.count
    else { return false }
    return peer.ends[end.peerLink.index].session == end.session
  }

  private mutating func finishOpening(_ errand: Errand) {
    guard let host = hosts[Int(errand.from)], host.birth == errand.birth else { return }
    if let link = host.link(to: Int(errand.to)) {
      // The other side opened one meanwhile.
      if stands(host.ends[link.index]) { return }
      drop(link, of: host)
    }
    guard let peer = hosts[Int(errand.to)], let theirs = peer.link(of: errand.session) else {
      return fail(errand, of: host)
    }
    guard let link = addLink(with: errand.contact, on: host) else {
      drop(theirs, of: peer)
      settle(peer)
      return fail(errand, of: host)
    }
    host.setEnd(link, LinkEnd(peer: errand.to, peerLink: theirs, session: errand.session))
    peer.ends[theirs.index].peerLink = link
    tally.sessionsOpened += 1
    settle(host)
  }

  private mutating func retry(_ number: UInt32, _ errand: Errand) {
    guard let host = hosts[Int(errand.from)], host.birth == errand.birth else {
      return abandon(errands.remove(number))
    }
    if let link = host.link(to: Int(errand.to)), stands(host.ends[link.index]) {
      _ = errands.remove(number)
    } else if errand.attempts < configuration.openingAttempts {
      ask(number)
    } else {
      abandon(errands.remove(number))
      fail(errand, of: host)
    }
  }

  private mutating func fail(_ errand: Errand, of host: ScaleHost) {
    tally.sessionsFailed += 1
    host.node.connectFailed(errand.contact.node, now: now)
    settle(host)
  }

  /// The answering side drops a session that its other end never came to use.
  private mutating func abandon(_ errand: Errand) {
    guard errand.session != 0, let peer = hosts[Int(errand.to)],
      let link = peer.link(of: errand.session), peer.ends[link.index].peerLink == .none
    else { return }
    drop(link, of: peer)
    settle(peer)
  }

  // MARK: - Distances

  private mutating func answerProbe(_ number: UInt32, _ errand: Errand) {
    guard let host = hosts[Int(errand.to)], host.node.identity == errand.contact.node,
      let due = underlay.send(
        from: Int(errand.to), to: Int(errand.from), bytes: Self.probeBytes, at: now
      ).arrival
    else {
      _ = errands.remove(number)
      return
    }
    errands[number].step = .echo
    proceed(later: number, at: due)
  }

  private mutating func finishProbe(_ errand: Errand) {
    guard let host = hosts[Int(errand.from)], host.birth == errand.birth else { return }
    tally.measurements += 1
    host.node.measured(errand.contact.node, roundTrip: now - errand.asked, now: now)
    settle(host)
  }
}
