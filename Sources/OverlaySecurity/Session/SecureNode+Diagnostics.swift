public import OverlayCore

// Probes and traces: packets of the overlay's own, which take the way that traffic takes.
//
// probe, probe reply: | identifier 4 |
// trace:              | identifier 4 |
// trace reply:        | identifier 4 | hop 1 | destination? 1 |

extension SecureNode {
  /// Sends an echo request to a member and numbers it; the answer is a ``SecureEffect/echo(_:)``.
  public mutating func probe(
    _ node: NodeID, trafficClass: TrafficClass, now: Instant
  ) -> UInt32 {
    let identifier = probes.add(to: node, isTrace: false, now: now, entropy: &entropy)
    sendProbe(to: node, trafficClass, identifier: identifier)
    return identifier
  }

  /// Sends a packet that every node on its way answers with a ``SecureEffect/trace(_:)``.
  public mutating func trace(
    _ node: NodeID, trafficClass: TrafficClass, now: Instant
  ) -> UInt32 {
    let identifier = probes.add(to: node, isTrace: true, now: now, entropy: &entropy)
    send(.trace, Self.bytes(identifier), to: node, trafficClass)
    return identifier
  }

  mutating func sendProbe(to node: NodeID, _ trafficClass: TrafficClass, identifier: UInt32) {
    send(.probe, Self.bytes(identifier), to: node, trafficClass)
  }

  private mutating func send(
    _ kind: PayloadKind, _ bytes: [UInt8], to node: NodeID, _ trafficClass: TrafficClass
  ) {
    outbox.append(.packet(kind, bytes, to: node, trafficClass))
  }

  private var hopLimit: UInt8 {
    plane == .mesh ? Limits.hopLimit : Limits.prefixHopLimit
  }

  private static func bytes(_ identifier: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: identifier >> UInt32(24 - 8 * $0)) }
  }

  /// Answers a trace, as relay or as destination.
  mutating func answerTrace(
    _ buffer: borrowing Span<UInt8>, _ payload: Range<Int>, _ header: PacketHeader,
    from link: LinkID, now: Instant
  ) {
    var reader = ByteReader(buffer, at: payload.lowerBound, end: payload.upperBound)
    guard let identifier = try? reader.uint32(buffer), header.hopLimit <= hopLimit,
      header.source != identity, isWithin(.trace, neighbourOn: link, now: now),
      probes.mayAnswerTrace(from: peers[targets[link.index].peer].node, now: now)
    else { return }
    let hop = hopLimit - header.hopLimit + 1
    let isDestination: UInt8 = header.destination == identity ? 1 : 0
    send(
      .traceReply, Self.bytes(identifier) + [hop, isDestination], to: header.source,
      header.trafficClass)
  }

  /// Takes in a probe, or the answer to a probe or a trace.
  mutating func receiveDiagnostic(
    _ payload: borrowing Span<UInt8>, _ header: PacketHeader, now: Instant
  ) {
    var reader = ByteReader(payload)
    guard let identifier = try? reader.uint32(payload) else {
      counters.badFrames += 1
      return
    }
    switch header.kind {
    case .probe:
      guard isWithin(.probe, from: header.source, now: now) else { return }
      send(.probeReply, Self.bytes(identifier), to: header.source, header.trafficClass)
    case .probeReply:
      guard let age = probes.answer(identifier, from: header.source, isTrace: false, now: now)
      else { return }
      note(
        .echo(ProbeResult(identifier: identifier, node: header.source, roundTrip: age)))
    case .traceReply:
      guard let hop = try? reader.byte(payload), let last = try? reader.byte(payload),
        let age = probes.answer(identifier, from: header.source, isTrace: true, now: now)
      else { return }
      note(
        .trace(
          TraceResult(
            identifier: identifier, hop: Int(hop), node: header.source, isDestination: last == 1,
            roundTrip: age)))
    case .ip, .datagram, .handshake, .trace, .stripe, .prefixes, .candidates:
      break
    }
  }
}

// MARK: - Bounds

extension SecureNode {
  /// Whether a neighbour may bring one more frame of a kind, which is counted. Packets are bounded by
  /// their own rule.
  mutating func isWithinLimits(_ kind: FrameKind?, on link: LinkID, now: Instant) -> Bool {
    guard let kind, let lane = ControlLimiter.Lane(kind) else { return true }
    return isWithin(lane, neighbourOn: link, now: now)
  }

  mutating func isWithin(
    _ lane: ControlLimiter.Lane, neighbourOn link: LinkID, now: Instant
  ) -> Bool {
    let place = targets[link.index].peer
    return place >= 0 && isWithin(lane, from: peers[place].node, now: now)
  }

  /// The same of what a member sent through relays, sealed end to end.
  mutating func isWithin(
    _ lane: ControlLimiter.Lane, from member: NodeID, now: Instant
  ) -> Bool {
    switch limits.decide(lane, from: member, now: now) {
    case .taken: return true
    case .refused: break
    case .reported(let refused): note(.event(.tooMuchControl(member, refused: refused)))
    }
    counters.limitedFrames += 1
    return false
  }
}
