public import OverlayCore

// Addresses that change: the peer's, which it must prove, and our own.

extension SecureNode {
  /// A frame of a link came from elsewhere than its frames go: asks the peer there for a proof.
  ///
  /// The frame itself proves nothing, since whoever sees it on its way can send it from any address,
  /// and all that is meant for the peer would then go there (RFC 9000, section 9.3).
  mutating func mayHaveMoved(
    _ link: LinkID, to address: UnderlayAddress, socket: Int, bytes: Int, now: Instant
  ) {
    guard watches.indices.contains(link.index) else { return }
    let before = watches[link.index].move
    if before?.address != address || before?.socket != socket {
      // One address at a time, and for long enough to answer.
      if let before, now - before.since < TraversalTiming.proofSpacing { return }
      watches[link.index].move = LinkWatch.Move(address: address, socket: socket, since: now)
    }
    watches[link.index].move?.validation.heard(bytes: bytes)
    guard
      let number = watches[link.index].move?.validation.challenge(
        bytes: Self.challengeBytes, now: now, entropy: &entropy)
    else { return }
    outbox.append(
      .stray(
        PathProof(isAnswer: false, number: number).encoded, on: link, to: address, socket: socket))
  }

  /// A genuine frame came over a link whose far address has not answered yet: it earns credit, and a
  /// challenge.
  mutating func heard(
    onUnvalidated link: LinkID, bytes: Int, from address: UnderlayAddress, now: Instant
  ) {
    guard watches.indices.contains(link.index), targets[link.index].address == address else {
      return
    }
    watches[link.index].validation.heard(bytes: bytes)
    guard
      let number = watches[link.index].validation.challenge(
        bytes: Self.challengeBytes, now: now, entropy: &entropy)
    else { return }
    outbox.append(.frame(PathProof(isAnswer: false, number: number).encoded, on: link))
  }

  /// Whether a control frame may go to an address that has not answered: a challenge, whose bytes were
  /// counted when it was made; what it takes to measure the link and to answer the peer's challenge,
  /// within what came from there; and on a trial of ours, which nothing has come from, beacons within
  /// their own budget. A size probe is none of them.
  mutating func mayCarry(
    _ kind: FrameKind?, bytes: Int, on link: LinkID, now: Instant
  ) -> Bool {
    guard watches.indices.contains(link.index) else { return false }
    switch kind {
    case .pathQuestion: return true
    case .pathAnswer, .beacon:
      if watches[link.index].validation.admits(bytes: bytes) { return true }
      guard kind == .beacon, watches[link.index].isTrial else { break }
      let target = targets[link.index]
      if trials.admits(target.address, of: peers[target.peer].node, now: now) { return true }
    default: break
    }
    counters.withheldFrames += 1
    return false
  }

  /// Bytes of the datagram with a challenge.
  static let challengeBytes =
    DataHeader.longByteCount + PathProof.byteCount + FrameCipher.tagBytes

  mutating func receiveProof(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    guard let proof = try? PathProof(frame) else {
      counters.badFrames += 1
      return
    }
    guard proof.isAnswer else {
      // As large as the question, to where the peer is known to be.
      outbox.append(.frame(PathProof(isAnswer: true, number: proof.number).encoded, on: link))
      return
    }
    guard watches.indices.contains(link.index) else { return }
    if let move = watches[link.index].move,
      watches[link.index].move?.validation.take(answer: proof.number) == true
    {
      watches[link.index] = LinkWatch()
      moveLink(link, to: move.address, socket: move.socket, now: now)
    } else if watches[link.index].validation.take(answer: proof.number) {
      validate(link, now: now)
    }
  }

  /// The far address of a link has answered.
  mutating func validate(_ link: LinkID, now: Instant) {
    watches[link.index].validation = AddressValidation(isValidated: true)
    targets[link.index].isValidated = true
    let target = targets[link.index]
    if plane == .prefix, target.peer >= 0,
      let contact = contact(of: target.peer, seenAt: target.address, isValidated: true)
    {
      node.setContact(contact)
    }
    node.setProven(link, now: now)
  }

  private mutating func moveLink(
    _ link: LinkID, to address: UnderlayAddress, socket: Int, now: Instant
  ) {
    let place = targets[link.index].peer
    guard place >= 0, sockets.indices.contains(socket), sockets[socket] != nil else { return }
    targets[link.index].address = address
    targets[link.index].socket = socket
    validate(link, now: now)
    noteUnderlay(of: link, now: now)
    node.probeLink(link, now: now)
    tellObserved(on: link, now: now)
    note(.event(.roamed(peers[place].node, address)))
  }

  // MARK: Our own sockets

  /// There is a new socket: every peer is tried over it.
  ///
  /// - Parameters:
  ///   - index: Its number, none that is in use.
  ///   - address: The address that it is bound to.
  ///   - now: The present.
  public mutating func openSocket(_ index: Int, at address: UnderlayAddress, now: Instant) {
    while sockets.count <= index { sockets.append(nil) }
    sockets[index] = address
    for place in peers.indices where peers[place].isTaken {
      guard plane == .mesh else { continue }
      records[place]?.trials = TrialRounds()
      openLinks(place, now: now)
    }
  }

  /// A socket is gone, and every link over it: whoever has no other is called anew.
  public mutating func closeSocket(_ index: Int, now: Instant) {
    guard sockets.indices.contains(index), sockets[index] != nil else { return }
    sockets[index] = nil
    observed.forget(socket: index)
    for place in peers.indices where peers[place].isTaken {
      var hasLost = false
      for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
        guard targets[peers[place].links[path].index].socket == index else { continue }
        removeLink(peers[place].links[path], now: now)
        hasLost = true
      }
      guard hasLost, !node.hasWorkingLink(to: peers[place].node) else { continue }
      if records[place]?.linklessSince == .never { records[place]?.linklessSince = now }
      if plane == .mesh { hastenAttempt(place, to: now) }
    }
    announceObserved(now: now)
  }

  /// A socket's datagrams leave from another address now: says so by trying its links at once.
  public mutating func renewSocket(_ index: Int, now: Instant) {
    observed.forget(socket: index)
    for link in targets.indices where targets[link].peer >= 0 && targets[link].socket == index {
      node.probeLink(LinkID(UInt16(link)), now: now)
    }
    announceObserved(now: now)
  }
}
