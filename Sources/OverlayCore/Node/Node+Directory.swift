// The directory in a node: its frames find their way by the prefix plane and the one forwarding
// rule, from neighbour to neighbour.

extension Node {
  /// Publishes a signed record of this node's, or takes one back, until told otherwise.
  ///
  /// - Throws: ``DirectoryError``; nothing has changed then.
  public mutating func publish(
    _ record: DirectoryRecord, now: Instant
  ) throws(DirectoryError) {
    try directory.publish(record, now: now)
    rearmDirectory(now: now)
  }

  /// Asks for the records of a key; an ``Effect/answered(_:)`` with the returned number follows.
  ///
  /// - Throws: ``DirectoryError/tooManyLookups``.
  public mutating func lookUp(
    _ key: DirectoryKey, kind: DirectoryKind? = nil, now: Instant
  ) throws(DirectoryError) -> UInt32 {
    let request = try directory.lookUp(key, kind: kind, now: now)
    rearmDirectory(now: now)
    return request
  }

  /// What this node did for others' records, and what it refused.
  public var directoryCounters: DirectoryCounters { directory.counters }

  /// The records of a key that this node keeps, as root or replica.
  public func heldRecords(of key: DirectoryKey, now: Instant) -> [DirectoryRecord] {
    directory.held(key, now: now)
  }

  /// How many records this node keeps, removals included.
  public var heldRecordCount: Int { directory.recordCount }

  /// Bytes of the records that this node keeps.
  public var heldRecordBytes: Int { directory.recordBytes }

  /// Everything that this node keeps, as root or replica, in order of key, removals included.
  public var heldRecords: [DirectoryRecord] { directory.heldRecords }

  mutating func rearmDirectory(now: Instant) {
    set(.directory, to: max(directory.nextDeadline, now))
  }

  mutating func directoryIsDue(now: Instant) {
    directory.advance(to: now)
    rearmDirectory(now: now)
  }

  mutating func receiveDirectory(
    _ frame: borrowing Span<UInt8>, _ kind: FrameKind, on link: LinkID, from slot: Int,
    now: Instant,
    isGenuine: (DirectoryRecord) -> Bool
  ) throws(DecodeError) {
    let envelope = try DirectoryEnvelope(frame)
    guard directory.admits(kind, from: prefix.peers.node(in: slot), now: now) else { return }
    let isHere = envelope.toward == identity || prefix.table.step(toward: envelope.toward) == nil
    if !isHere {
      pass(frame, envelope, arrival: links[link.index].neighbour, now: now)
    } else if let record = try Directory.record(in: frame), !isGenuine(record) {
      directory.noteForged()
    } else {
      try directory.deliver(frame, now: now)
    }
    rearmDirectory(now: now)
  }

  /// Passes a frame on, by the rule that packets follow.
  private mutating func pass(
    _ frame: borrowing Span<UInt8>, _ envelope: DirectoryEnvelope, arrival: Int, now: Instant
  ) {
    guard envelope.hopLimit > 1,
      let hop = nextHop(
        toward: envelope.toward, arrival: arrival, hopLimit: envelope.hopLimit, now: now)
    else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frame.count)
    for index in frame.indices { bytes.append(frame[index]) }
    bytes[DirectoryEnvelope.hopLimitOffset] -= 1
    enqueue(.passage(hop, bytes))
  }

  private mutating func nextHop(
    toward place: NodeID, arrival: Int, hopLimit: UInt8, now: Instant
  ) -> LinkID? {
    let step = Step(
      arrival: arrival, source: -1, transmissionsLeft: hopLimit, isQuiet: true)
    let route = prefixRoute(
      to: place, over: prefix.table.step(toward: place), throughAnyone: true)
    return select(route, step, copies: false, now: now)?.first
  }

  /// Drains the directory: what it sends goes to the next hop, or straight back to it when this
  /// node is where it leads.
  mutating func nextDirectoryEffect(
    into buffer: inout MutableSpan<UInt8>, at offset: Int, now: Instant
  ) -> Effect? {
    while let effect = directory.nextEffect(into: &buffer, at: offset, now: now) {
      switch effect {
      case .send(let place, let length):
        if place == identity || prefix.table.step(toward: place) == nil {
          let frame = buffer.span.extracting(offset..<(offset + length))
          try? directory.deliver(frame, now: now)
          rearmDirectory(now: now)
        } else if let hop = nextHop(
          toward: place, arrival: -1, hopLimit: Limits.directoryHopLimit, now: now)
        {
          return .send(hop, length: length)
        }
      case .place(let key):
        directory.place(key, placement(of: key), now: now)
        rearmDirectory(now: now)
      case .answered(let result): return .answered(result)
      case .published(let record, let version, let root):
        return .published(record, version: version, root: root)
      case .refused(let record, let version, let outcome, let held):
        return .refused(record, version: version, outcome, held: held)
      case .unanswered(let record, let version):
        return .unanswered(record, version: version)
      }
    }
    return nil
  }

  private func placement(of key: DirectoryKey) -> DirectoryPlacement {
    guard let (level, digit) = prefix.table.step(toward: key.place) else {
      return DirectoryPlacement(
        nextHop: nil,
        replicas: replicaSet(of: key.place, count: configuration.directory.replicas))
    }
    return DirectoryPlacement(
      nextHop: prefix.peers.node(in: prefix.table[level, digit][0]), replicas: [])
  }
}
