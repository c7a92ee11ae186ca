// Draining: frames are encoded into the caller's buffer at the moment they leave.

extension Directory {
  /// The next effect; nil when all are drained.
  ///
  /// - Parameters:
  ///   - buffer: Room for ``Limits/controlFrameBytesMax`` bytes behind `offset`.
  ///   - offset: Where a frame to be sent starts.
  ///   - now: The present.
  public mutating func nextEffect(
    into buffer: inout MutableSpan<UInt8>, at offset: Int, now: Instant
  ) -> DirectoryEffect? {
    while let pending = effects.popFirst() {
      switch pending {
      case .event(let effect): return effect
      case .publication(let identity):
        guard let publication = publications.first(where: { $0.record.identity == identity })
        else { continue }
        let frame = DirectoryPublish(
          toward: identity.key.place, origin: node, request: publication.request,
          ageSeconds: publication.ageSeconds(now: now), record: publication.record)
        return .send(
          toward: frame.envelope.toward, length: frame.write(to: &buffer, at: offset))
      case .lookup(let request):
        guard let lookup = lookups.first(where: { $0.request == request }) else { continue }
        let frame = DirectoryLookup(
          key: lookup.key, kind: lookup.kind, origin: node, request: request)
        return .send(
          toward: frame.envelope.toward, length: frame.write(to: &buffer, at: offset))
      case .acknowledgement(let frame):
        return .send(
          toward: frame.envelope.toward, length: frame.write(to: &buffer, at: offset))
      case .copy, .answer, .nothing:
        if let effect = encodeKept(pending, into: &buffer, at: offset, now: now) { return effect }
      }
    }
    return nil
  }

  /// Frames about records that this node keeps, and may have lost since.
  private func encodeKept(
    _ pending: PendingDirectoryEffect, into buffer: inout MutableSpan<UInt8>, at offset: Int,
    now: Instant
  ) -> DirectoryEffect? {
    switch pending {
    case .copy(let identity, let place):
      guard let index = store.index(of: identity) else { return nil }
      let frame = DirectoryPublish(
        toward: place, origin: node, request: 0,
        ageSeconds: store.ageSeconds(at: index, now: now), record: store.entries[index].record)
      return .send(toward: place, length: frame.write(to: &buffer, at: offset))
    case .answer(let identity, let lookup, let number, let count):
      guard let index = store.index(of: identity), !store.entries[index].record.isRemoval else {
        return nil
      }
      let part = DirectoryAnswer.Part(
        number: number, count: count, ageSeconds: store.ageSeconds(at: index, now: now),
        record: store.entries[index].record)
      return answer(lookup, part, into: &buffer, at: offset)
    case .nothing(let lookup):
      return answer(lookup, nil, into: &buffer, at: offset)
    case .event, .publication, .lookup, .acknowledgement:
      return nil
    }
  }

  private func answer(
    _ lookup: DirectoryLookup, _ part: DirectoryAnswer.Part?,
    into buffer: inout MutableSpan<UInt8>, at offset: Int
  ) -> DirectoryEffect {
    let frame = DirectoryAnswer(
      to: lookup.envelope.origin, origin: node, request: lookup.envelope.request, part: part)
    return .send(
      toward: frame.envelope.toward, length: frame.write(to: &buffer, at: offset))
  }
}
