// Looking up: what others said.

extension Directory {
  /// Asks the root of a key for its records and numbers the question; what came of it is a
  /// ``DirectoryEffect/answered(_:)``.
  ///
  /// - Parameters:
  ///   - key: Where the records live.
  ///   - kind: The kind that is wanted; nil for every kind.
  ///   - now: The present.
  /// - Throws: ``DirectoryError/tooManyLookups``.
  public mutating func lookUp(
    _ key: DirectoryKey, kind: DirectoryKind? = nil, now: Instant
  ) throws(DirectoryError) -> UInt32 {
    guard lookups.count < profile.lookupsMax else { throw .tooManyLookups }
    let request = freshRequest()
    lookups.append(PendingLookup(request: request, key: key, kind: kind, now: now))
    advanceLookups(to: now)
    return request
  }

  /// Forgets a lookup, whose answer is not waited for any more.
  public mutating func cancelLookup(_ request: UInt32) {
    lookups.removeAll { $0.request == request }
  }

  mutating func advanceLookups(to now: Instant) {
    for index in lookups.indices.reversed() where lookups[index].nextAt <= now {
      guard lookups[index].attempts < profile.attemptsMax else {
        finish(index, isWhole: false)
        continue
      }
      lookups[index].attempts += 1
      lookups[index].nextAt = now + patience(ofAttempt: lookups[index].attempts)
      enqueue(.lookup(lookups[index].request))
    }
  }

  private mutating func finish(_ index: Int, isWhole: Bool) {
    enqueue(.event(.answered(lookups[index].result(isWhole: isWhole))))
    lookups.remove(at: index)
  }

  mutating func receive(_ answer: DirectoryAnswer, now: Instant) {
    guard let index = lookups.firstIndex(where: { $0.request == answer.envelope.request }) else {
      counters.unasked += 1
      return
    }
    guard let part = answer.part else { return finish(index, isWhole: true) }
    guard lookups[index].wants(part) else {
      counters.unasked += 1
      return
    }
    if lookups[index].take(part) { finish(index, isWhole: true) }
  }
}
