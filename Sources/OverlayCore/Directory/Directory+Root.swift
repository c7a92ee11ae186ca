// Keeping records for others: as a key's root, and as a replica of another root.

extension Directory {
  mutating func receive(_ frame: DirectoryPublish, now: Instant) {
    let record = frame.record
    let isForRoot = frame.envelope.toward == record.key.place
    guard isForRoot || frame.envelope.toward == node else {
      // A copy for a replica that is gone. Its root will hear of that and choose another.
      counters.misrouted += 1
      return
    }
    let (outcome, hasChanged) = store.insert(
      record, ageSeconds: frame.ageSeconds, within: profile, now: now)
    counters.count(outcome)
    let index = store.index(of: record.identity)
    if let index {
      if outcome.isKept {
        store[replication: index].heardAt = now
        store[replication: index].handOversLeft = 0
      }
      if hasChanged { store[replication: index].isDirty = true }
    }
    if hasChanged {
      if isForRoot { enqueue(.event(.place(record.key))) }
      wakeSweep(now: now)
    }
    guard frame.envelope.request != 0 else { return correct(frame, index) }
    let version = index.map { store.entries[$0].record.version } ?? 0
    enqueue(
      .acknowledgement(
        DirectoryAcknowledgement(
          to: frame.envelope.origin, origin: node, request: frame.envelope.request,
          outcome: outcome, version: version)))
  }

  /// Tells whoever copied an old version here of the newer one, such as a root that had missed a
  /// removal when it was a replica. Only what is newer is sent back, so that this ends.
  private mutating func correct(_ frame: DirectoryPublish, _ index: Int?) {
    guard let index, store.entries[index].record.version > frame.record.version,
      frame.envelope.origin != node
    else { return }
    let isForRoot = frame.envelope.toward == frame.record.key.place
    copy(index, toward: isForRoot ? frame.envelope.origin : frame.record.key.place)
  }

  mutating func receive(_ lookup: DirectoryLookup, now: Instant) {
    counters.answered += 1
    let records = store.records(of: lookup.key, kind: lookup.kind, now: now)
      .prefix(Int(Limits.answerPartsMax))
    if records.isEmpty { enqueue(.nothing(lookup)) }
    for (number, record) in records.enumerated() {
      enqueue(
        .answer(
          record.identity, lookup, number: UInt8(number), count: UInt8(records.count)))
    }
  }

  /// Takes in where a key lives, and copies or hands on its records accordingly.
  public mutating func place(
    _ key: DirectoryKey, _ placement: DirectoryPlacement, now: Instant
  ) {
    compareRoute(of: key, placement, now: now)
    for index in store.range(of: key) where store.entries[index].expiresAt > now {
      if placement.isRoot {
        copyToReplicas(index, placement, now: now)
      } else {
        handOn(index, now: now)
      }
    }
  }

  /// Notes that routes or replica sets may have changed: records follow once that has settled.
  public mutating func placesChanged(now: Instant) {
    guard sweepAt != .never else { return }
    hastenSweep(to: now + jittered(profile.settle))
  }

  private mutating func copyToReplicas(
    _ index: Int, _ placement: DirectoryPlacement, now: Instant
  ) {
    let replicas = placement.replicas.filter { $0 != node }.prefix(profile.replicas)
    let digest = ReplicationState.digest(of: replicas)
    let before = store[replication: index]
    store[replication: index].isRoot = true
    store[replication: index].handOversLeft = 0
    let wasCopied = before.copiedAt != .never
    let age = wasCopied ? now - before.copiedAt : .zero
    // A little early rather than a round late.
    let isDue = age >= profile.replicationInterval.scaled(by: 1 - 2 * profile.jitter)
    guard !wasCopied || before.isDirty || !before.isRoot || before.replicas != digest || isDue
    else { return }
    guard !wasCopied || age >= profile.pushSpacing else {
      hastenSweep(to: before.copiedAt + profile.pushSpacing)
      return
    }
    store[replication: index].isDirty = false
    store[replication: index].copiedAt = now
    store[replication: index].replicas = digest
    for replica in replicas { copy(index, toward: replica) }
  }

  /// As a node that is not the root: hands a record to the one that is, when that may not have it.
  private mutating func handOn(_ index: Int, now: Instant) {
    let before = store[replication: index]
    store[replication: index].isRoot = false
    // Twice, since nobody acknowledges it.
    if before.isRoot { store[replication: index].handOversLeft = 2 }
    if store[replication: index].handOversLeft > 0 {
      store[replication: index].handOversLeft -= 1
      hastenSweep(to: now + jittered(profile.settle * 4))
    } else if now - before.heardAt < profile.silenceMax {
      return
    }
    store[replication: index].heardAt = now
    copy(index, toward: store.entries[index].record.key.place)
  }

  private mutating func copy(_ index: Int, toward place: NodeID) {
    counters.copies += 1
    enqueue(.copy(store.entries[index].record.identity, toward: place))
  }
}

// MARK: - Rounds

extension Directory {
  /// Asks where the next few keys live; a round over all of them takes as long as it takes.
  mutating func sweep(now: Instant) {
    if sweepCursor == nil {
      for publication in publications { enqueue(.event(.place(publication.record.key))) }
    }
    let keys = store.keys(after: sweepCursor, count: profile.sweepKeys)
    for key in keys { enqueue(.event(.place(key))) }
    if keys.count == profile.sweepKeys {
      sweepCursor = keys.last
      sweepAt = now + jittered(profile.sweepPause)
      return
    }
    sweepCursor = nil
    let isIdle = store.entries.isEmpty && publications.isEmpty
    let pause = sweepsAgain ? profile.settle : profile.replicationInterval
    sweepAt = isIdle ? .never : now + jittered(pause)
    sweepsAgain = false
  }

  /// Starts the rounds when there is something to look after for the first time.
  mutating func wakeSweep(now: Instant) {
    if sweepAt == .never { sweepAt = now + jittered(profile.replicationInterval) }
  }

  /// Begins the next round at the latest then; after the one under way, if there is one.
  mutating func hastenSweep(to deadline: Instant) {
    if sweepCursor == nil { sweepAt = min(sweepAt, deadline) } else { sweepsAgain = true }
  }
}
