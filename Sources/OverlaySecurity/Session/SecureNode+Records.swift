internal import DequeModule
public import OverlayCore

// Member records: verified here, kept by the core. What a node has signed of itself counts; all else
// is a hint of whom to call.

extension SecureNode {
  /// Takes in a record after checking its credential and its signature; false when it was not
  /// admitted, or says that its node has left.
  @discardableResult
  mutating func admit(_ record: MemberRecord, isDirect: Bool, now: Instant) -> Bool {
    guard record.node != identity, let credential = verified(record, now: now) else {
      return false
    }
    let before = node.record(of: record.node)?.endpoints
    guard node.admit(record, isDirect: isDirect, now: now) else { return false }
    directory.insert(credential)
    guard let place = place(for: credential, now: now) else { return false }
    if peers[place].current == SessionTable.none {
      callSoon(place, now: now)
    } else {
      if before != record.endpoints { records[place]?.trials.hasten(now: now) }
      openLinks(place, now: now)
    }
    return true
  }

  /// The credential of a record about another node, both of them checked; nil and counted when one of
  /// them does not hold.
  private mutating func verified(_ record: MemberRecord, now: Instant) -> Credential? {
    guard let credential = try? Credential(decoding: record.credential),
      credential.node == record.node, (try? verify(credential, now: now)) != nil
    else {
      counters.refusedCredentials += 1
      return nil
    }
    guard isSigned(record, by: credential) else {
      counters.forgedRecords += 1
      return nil
    }
    return credential
  }

  /// Whether the record's node signed it. One that is known as it is has been checked before.
  func isSigned(_ record: MemberRecord, by credential: Credential) -> Bool {
    if node.record(of: record.node) == record { return true }
    return MemberRecordSigning.isSigned(record, by: credential)
  }

  /// Calls a member with which there is no session; the higher node waits whether the lower does.
  mutating func callSoon(_ place: Int, now: Instant) {
    let wait = identity < peers[place].node ? .zero : SessionTiming.courtesy
    hastenAttempt(place, to: now + wait + random.jittered(.milliseconds(20), by: 1))
  }

  mutating func receiveMemberRecord(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    guard let record = try? MemberRecord(frame) else {
      counters.badFrames += 1
      return
    }
    let place = targets[link.index].peer
    guard place >= 0, isNews(record, from: place) else { return }
    guard
      records[place]?.recordChecks.admits(
        spacing: SessionTiming.recordSpacing, burst: SessionTiming.recordBurst, now: now) == true
    else {
      counters.limitedRecords += 1
      return
    }
    guard record.node != identity else { return meetOwn(record, on: link, now: now) }
    guard plane == .prefix else {
      admit(record, isDirect: false, now: now)
      return
    }
    guard verified(record, now: now) != nil else { return }
    records[place]?.described = record
    _ = node.admit(record, isDirect: false, now: now)
  }

  /// Whether a record may say something new: most gossip is old, and no signature is checked for it.
  /// Under the prefix plane a neighbour speaks of itself only.
  private func isNews(_ record: MemberRecord, from place: Int) -> Bool {
    if record.node == identity {
      return record.isNewer(than: own.record) || record.contradicts(own.record)
    }
    guard plane == .mesh || record.node == peers[place].node else { return false }
    let known = plane == .mesh ? node.record(of: record.node) : description(of: place)
    return known.map { record.isNewer(than: $0) } ?? true
  }

  /// Where another host runs with this node's identity, if one has been met lately; nil otherwise.
  public func rivalAddresses(now: Instant) -> [UnderlayAddress]? {
    refutation.rivalAddresses(now: now)
  }

  /// A record of this node's own has come from elsewhere. One that it signed and that its record does
  /// not outrank is answered with the next incarnation, over the same link and to all.
  private mutating func meetOwn(_ record: MemberRecord, on link: LinkID, now: Instant) {
    guard !own.record.hasDeparted else { return }
    guard MemberRecordSigning.isSigned(record, by: configuration.credential) else {
      counters.forgedRecords += 1
      return
    }
    let answer = refutation.meet(at: record.endpoints, now: now)
    if answer.isClone {
      note(.event(.cloned(ours: own.record.endpoints, theirs: record.endpoints)))
    }
    guard answer.refutes, own.outrank(record.incarnation) else { return }
    note(.incarnationRaised(own.record.incarnation))
    node.announce(own.record, now: now)
    send(own.record, on: link)
  }

  /// Tells a peer that has just proved itself which record of its own it does not outrank: it raises
  /// its number then.
  mutating func tellHeld(_ announced: MemberRecord, at place: Int) {
    guard let held = description(of: place), !held.signature.isEmpty,
      held.isNewer(than: announced) || held.contradicts(announced),
      let link = (0..<Session.pathsMax).map({ peers[place].links[$0] }).first(where: {
        $0 != .none
      })
    else { return }
    send(held, on: link)
  }

  private mutating func send(_ record: MemberRecord, on link: LinkID) {
    var frame = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = frame.mutableSpan
    let length = record.write(to: &span, at: 0)
    outbox.append(.frame(Array(frame[..<length]), on: link))
  }

  /// Tells every neighbour that this node leaves: drain the effects, then stop.
  public mutating func leave(now: Instant) {
    withdraw(now: now)
    if own.depart() { node.announce(own.record, now: now) }
  }

  // MARK: Hints

  /// Takes up a member known from before. What its node has signed is taken in; anything else with a
  /// genuine credential is called, and speaks for itself then.
  mutating func takeUp(_ record: MemberRecord, now: Instant) {
    guard let place = remember(record, now: now) else { return }
    if plane == .mesh, !record.signature.isEmpty, admit(record, isDirect: false, now: now) {
      return
    }
    guard node.record(of: record.node) == nil else { return }
    records[place]?.hintedAt = now
    if plane == .mesh { callSoon(place, now: now) }
  }

  /// Gives a member known from before a place; nil when its credential does not hold.
  mutating func remember(_ record: MemberRecord, now: Instant) -> Int? {
    guard record.node != identity, !record.hasDeparted,
      let credential = try? Credential(decoding: record.credential),
      credential.node == record.node, (try? verify(credential, now: now)) != nil,
      let place = place(for: credential, now: now)
    else { return nil }
    if records[place]?.described == nil {
      records[place]?.described = MemberRecord(
        node: record.node, incarnation: 0, sequence: 0, endpoints: record.endpoints,
        credential: record.credential)
    }
    directory.insert(credential)
    return place
  }

  /// Whether a peer without a session is still called because of a hint: for a while, and for as long
  /// as this node has found nobody who would know better.
  func isHint(_ place: Int, now: Instant) -> Bool {
    guard let since = records[place]?.hintedAt else { return false }
    return now - since < SessionTiming.hintLifetime
      || !peers.contains { $0.current != SessionTable.none }
  }

  /// The peers of a mesh that were hinted at and have not spoken for themselves.
  var hints: [MemberRecord] {
    peers.indices.compactMap { place in
      guard peers[place].isTaken, records[place]?.hintedAt != nil,
        node.record(of: peers[place].node) == nil
      else { return nil }
      return records[place]?.described
    }
  }

  /// A hinted peer of a mesh without a session, which gives its place to a member; nil when there is
  /// none.
  func idleHint() -> Int? {
    peers.indices.first { place in
      records[place]?.hintedAt != nil && peers[place].current == SessionTable.none
        && peers[place].next == SessionTable.none && node.record(of: peers[place].node) == nil
    }
  }
}
