// Publishing: what this node says, said again until the node stops or takes it back.

extension Directory {
  /// Publishes a record of this node's, or a newer version of one, or takes one back.
  ///
  /// The record is refreshed until a removal replaces it; a removal is sent until a root
  /// acknowledges it. What becomes of it is told by effects.
  ///
  /// - Parameters:
  ///   - record: Signed. A removal holds for as long as what it removes did.
  ///   - now: The present.
  /// - Throws: ``DirectoryError``; nothing has changed then.
  public mutating func publish(
    _ record: DirectoryRecord, now: Instant
  ) throws(DirectoryError) {
    guard record.owner == node else { throw .notOwner }
    guard record.isSound else { throw .unsound }
    let place = publications.firstIndex { $0.record.identity >= record.identity }
    if let place, publications[place].record.identity == record.identity {
      guard record.version > publications[place].record.version else { throw .notNewer }
      publications[place] = Publication(record, now: now)
    } else {
      guard publications.count < profile.publicationsMax else { throw .tooManyPublications }
      publications.insert(Publication(record, now: now), at: place ?? publications.count)
    }
    advancePublications(to: now)
    wakeSweep(now: now)
  }

  /// Stops refreshing a record without taking it back: it expires by itself.
  public mutating func abandon(_ identity: DirectoryRecord.Identity) {
    publications.removeAll { $0.record.identity == identity }
  }

  mutating func advancePublications(to now: Instant) {
    publications.removeAll { $0.isOver(now: now) }
    for index in publications.indices where publications[index].nextAt <= now {
      send(index, now: now)
    }
  }

  private mutating func send(_ index: Int, now: Instant) {
    let record = publications[index].record
    if publications[index].attempts == 0 {
      publications[index].request = freshRequest()
      publications[index].sentAt = now
      publications[index].route = nil
      enqueue(.event(.place(record.key)))
    }
    guard publications[index].attempts < profile.attemptsMax else {
      pause(index, for: min(profile.retryPause, refreshInterval(of: record)), now: now)
      enqueue(.event(.unanswered(record.identity, version: record.version)))
      return
    }
    publications[index].attempts += 1
    publications[index].nextAt = now + patience(ofAttempt: publications[index].attempts)
    enqueue(.publication(record.identity))
  }

  private func refreshInterval(of record: DirectoryRecord) -> Interval {
    let lifetime = Interval.seconds(UInt64(record.lifetimeSeconds))
    return Interval(nanoseconds: lifetime.nanoseconds / max(1, profile.refreshesPerLifetime))
  }

  /// Ends a round of attempts.
  private mutating func pause(_ index: Int, for interval: Interval, now: Instant) {
    publications[index].attempts = 0
    publications[index].request = 0
    publications[index].nextAt = now + jittered(interval)
  }

  mutating func receive(_ answer: DirectoryAcknowledgement, now: Instant) {
    guard answer.envelope.request != 0,
      let index = publications.firstIndex(where: { $0.request == answer.envelope.request })
    else {
      counters.unasked += 1
      return
    }
    let record = publications[index].record
    let root = answer.envelope.origin
    pause(index, for: refreshInterval(of: record), now: now)
    guard answer.outcome.isKept else {
      enqueue(
        .event(
          .refused(
            record.identity, version: record.version, answer.outcome, held: answer.version)))
      return
    }
    if publications[index].root != root {
      publications[index].root = root
      enqueue(.event(.published(record.identity, version: record.version, root: root)))
    }
    if record.isRemoval { publications.remove(at: index) }
  }

  /// Says a record again soon when it would now take another way than it did: its root may be
  /// another.
  mutating func compareRoute(of key: DirectoryKey, _ placement: DirectoryPlacement, now: Instant) {
    for index in publications.indices where publications[index].record.key == key {
      guard let route = publications[index].route else {
        publications[index].route = .some(placement.nextHop)
        continue
      }
      guard route != placement.nextHop, publications[index].attempts == 0 else { continue }
      let earliest = max(
        now + jittered(profile.settle), publications[index].sentAt + profile.republishPause)
      publications[index].nextAt = min(publications[index].nextAt, earliest)
    }
  }
}
