public import OverlayCore

// Revocations: in force at once where they are known, and compared with every neighbour until all know
// the same.

extension SecureNode {
  /// The revocations that are known, by node.
  public var knownRevocations: [Revocation] { revocations.all }

  /// Puts a node out of the network and tells the neighbours; false when the revocation is
  /// forged or known already.
  @discardableResult
  public mutating func revoke(_ revocation: Revocation, now: Instant) -> Bool {
    guard (try? revocations.insert(revocation, network: network)) == true else { return false }
    clock.time.witness(revocation.revokedAt, at: now)
    // At once, as far as the queue has room, but not back to who brought it; the exchanges see to the
    // rest.
    let frame = [FrameKind.revocation.rawValue] + revocation.encoded
    for place in peers.indices where peers[place].isTaken && place != outbox.payer {
      if let link = provenLink(to: place) { outbox.append(.frame(frame, on: link)) }
    }
    dropHandshakes(coveredBy: revocation)
    if let credential = directory.credentials[revocation.node], revocation.covers(credential),
      revocation.node != identity
    {
      expel(revocation.node, now: now)
    }
    if revocation.covers(configuration.credential) {
      note(.event(.ownCredentialRevoked(at: revocation.revokedAt)))
    }
    note(.membersChanged)
    return true
  }

  mutating func receiveRevocation(_ bytes: borrowing Span<UInt8>, now: Instant) {
    guard let revocation = try? Revocation(decoding: bytes) else {
      counters.badFrames += 1
      return
    }
    revoke(revocation, now: now)
  }

  /// Takes in what a neighbour holds of the revocations of a range of nodes.
  mutating func receiveRevocationDigest(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    guard let theirs = try? RevocationDigest(frame) else {
      counters.badFrames += 1
      return
    }
    let place = targets[link.index].peer
    guard place >= 0 else { return }
    let list = revocations
    let peer = peers[place].node
    guard frame[0] == FrameKind.revocationQuestion.rawValue else {
      return spread.withExchange(at: place, with: peer) { $0.take(theirs, list, now: now) }
    }
    let ours = list.digest(of: theirs.range)
    outbox.append(.frame(ours.encoded(.revocationAnswer), on: link))
    if theirs != ours {
      spread.withExchange(at: place, with: peer) { $0.noteDifferent() }
    } else if theirs.range == RevocationDigest.everything {
      spread.withExchange(at: place, with: peer) { $0.noteEqual(list) }
    }
  }

  /// Sees to it that a peer's list is compared with ours. Cheap when it was.
  mutating func compareRevocations(with place: Int, now: Instant) {
    guard peers[place].current != SessionTable.none, provenLink(to: place) != nil else { return }
    let list = revocations
    spread.withExchange(at: place, with: peers[place].node) { $0.begin(list, now: now) }
  }

  /// Sends what is due of every exchange.
  mutating func spreadRevocations(now: Instant) {
    let list = revocations
    for place in spread.due(at: now) {
      guard peers.indices.contains(place), peers[place].isTaken, let link = provenLink(to: place)
      else {
        spread.forget(place)
        continue
      }
      let step = spread.withExchange(at: place, with: peers[place].node) {
        $0.step(list, now: now)
      }
      guard let step else { continue }
      for revocation in step.revocations {
        outbox.append(.frame([FrameKind.revocation.rawValue] + revocation.encoded, on: link))
      }
      outbox.append(.frame(step.question.encoded(.revocationQuestion), on: link))
    }
    spread.rearm()
  }

  /// The best link to a peer whose far address has answered.
  private mutating func provenLink(to place: Int) -> LinkID? {
    if let link = node.workingLink(to: peers[place].node), targets[link.index].isValidated {
      return link
    }
    for path in 0..<Session.pathsMax {
      let link = peers[place].links[path]
      if link != .none, targets[link.index].isValidated { return link }
    }
    return nil
  }
}
