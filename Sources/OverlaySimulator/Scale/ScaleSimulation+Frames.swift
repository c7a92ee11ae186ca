import OverlayCore

// Frames leave, arrive, and wake their receivers: the hot path.

extension ScaleSimulation {
  /// A frame reaches the host that it was sent to.
  mutating func arrive(_ slot: UInt32) {
    let header = frames.header(of: slot)
    guard let host = hosts[Int(header.receiver)] else { return stray(slot) }
    let effect = receive(slot, header, by: &host.state)
    if let effect { settle(host, after: effect) }
  }

  /// Has a frame received; returns the first effect that is not a frame itself.
  private mutating func receive(
    _ slot: UInt32, _ header: FrameArena.Header, by host: inout HostState
  ) -> Effect? {
    guard let link = host.link(for: header) else {
      stray(slot)
      return nil
    }
    tally.events += 1
    trace.fold(now.nanoseconds ^ UInt64(header.session) << 32 ^ UInt64(header.receiver))
    host.node.count(
      link, counter: header.counter, bytes: Int(header.length) + SentCounts.sealBytes,
      isData: false, now: now)
    let now = now
    do throws(DecodeError) {
      try frames.read(header) { (bytes) throws(DecodeError) in
        guard FrameKind(rawValue: bytes.isEmpty ? 0 : bytes[0]) == .memberRecord else {
          return try host.node.receive(bytes, on: link, now: now)
        }
        // Nodes of this simulation have no keys, so that there is nothing to verify.
        _ = host.node.admit(try MemberRecord(bytes), isDirect: false, now: now)
      }
    } catch {
      tally.framesMalformed += 1
    }
    frames.release(slot)
    return settle(&host)
  }

  /// Nobody takes the frame any more.
  private mutating func stray(_ slot: UInt32) {
    frames.release(slot)
    tally.framesStrayed += 1
  }

  /// A wake-up is due.
  mutating func wake(_ index: Int, due: Instant) {
    guard let host = hosts[index] else {
      tally.staleWakes += 1
      return
    }
    let effect = wake(&host.state, due: due)
    if let effect { settle(host, after: effect) }
  }

  private mutating func wake(_ host: inout HostState, due: Instant) -> Effect? {
    guard host.wakeAt == due else {
      tally.staleWakes += 1
      return nil
    }
    host.wakeAt = .never
    guard host.node.nextDeadline <= now else {
      // Something moved the deadline on since.
      tally.staleWakes += 1
      schedule(&host)
      return nil
    }
    tally.events += 1
    tally.wakes += 1
    host.node.advance(to: now)
    return settle(&host)
  }

  /// Room for a control frame or a size probe.
  private static let frameBytesMax = 2_048

  /// After a change: drains every effect, then asks for the next deadline.
  mutating func settle(_ host: ScaleHost) {
    while let effect = settle(&host.state) { take(effect, of: host) }
  }

  private mutating func settle(_ host: ScaleHost, after effect: Effect) {
    take(effect, of: host)
    settle(host)
  }

  /// Sends all frames that a node has to send; returns the first effect that is something else. With
  /// none, the node is done, and its next wake-up is set.
  private mutating func settle(_ host: inout HostState) -> Effect? {
    let now = now
    while true {
      frames.makeRoom(for: Self.frameBytesMax)
      let next = frames.write { (bytes: inout MutableSpan<UInt8>, position: Int) -> Effect? in
        host.node.nextEffect(into: &bytes, at: position, now: now)
      }
      switch next {
      case .send(let link, let length), .probe(let link, let length):
        launch(length, from: &host, on: link)
      case nil:
        schedule(&host)
        return nil
      default:
        return next
      }
    }
  }

  /// One wake-up is pending for each node: the earliest. One that has become too early finds
  /// nothing due and is set anew, which is cheaper than to move it each time.
  private mutating func schedule(_ host: inout HostState) {
    let deadline = host.node.nextDeadline
    guard deadline < host.wakeAt else { return }
    if deadline <= now {
      host.wakesAtOnce += 1
      precondition(
        host.wakesAtOnce < Self.wakesAtOnceMax,
        "the node on host \(host.index) asks to be woken in the past for ever")
    } else {
      host.wakesAtOnce = 0
    }
    host.wakeAt = max(deadline, now)
    queue.push(ScaleEvent(.wake, UInt32(host.index)).payload, due: host.wakeAt)
  }

  /// Puts the frame that lies in the arena on its way.
  mutating func launch(_ length: Int, from host: inout HostState, on link: LinkID) {
    guard link.index < host.ends.count, !host.ends[link.index].isVacant,
      let counter = host.node.stamp(
        link, bytes: length + SentCounts.sealBytes, isData: false)
    else { return }
    let end = host.ends[link.index]
    let wire = length + SentCounts.sealBytes + SentCounts.headerBytes
    host.sent.count(
      kind: frames.bytes[frames.position], flags: frames.bytes[frames.position + 1],
      wireBytes: wire)
    tally.framesSent += 1
    let fate = underlay.send(from: host.index, to: Int(end.peer), bytes: wire, at: now)
    let header = FrameArena.Header(
      offset: 0, length: UInt16(length), link: end.peerLink.rawValue, receiver: end.peer,
      session: end.session, counter: counter)
    switch fate {
    case .lost:
      tally.framesLost += 1
    case .arrives(let due):
      queue.push(ScaleEvent(.frame, frames.keep(header)).payload, due: due)
    case .arrivesTwice(let due, _):
      // The session's replay window drops the second.
      queue.push(ScaleEvent(.frame, frames.keep(header)).payload, due: due)
    }
  }
}
