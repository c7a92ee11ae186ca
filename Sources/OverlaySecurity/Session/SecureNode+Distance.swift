import OverlayCore

// How far nodes are with which there is no session.

extension SecureNode {
  /// Asks a node for an echo; the core hears of the answer.
  mutating func measure(_ contact: Contact, now: Instant) {
    let socket = sockets.firstIndex { $0?.family == contact.endpoint.family }
    guard let socket else { return }
    let entry = DistanceLedger.Entry(
      token: entropy.next(), node: contact.node,
      authenticator: MessageAuthenticator(
        presharedKey: configuration.presharedKey, receiver: contact.key.publicKey),
      sentAt: now)
    guard distances.add(entry) else { return }
    let probe = DistanceProbe(kind: DistanceProbe.question, token: entry.token)
    outbox.append(
      .datagram(probe.encoded(entry.authenticator), to: contact.endpoint, socket: socket))
  }

  mutating func answerDistance(
    _ message: borrowing Span<UInt8>, to source: UnderlayAddress, socket: Int, now: Instant
  ) {
    guard let probe = try? DistanceProbe(message) else {
      counters.malformed += 1
      return
    }
    // First the code, as with handshakes: strangers must not use up what members may ask.
    guard authenticator.admits(message) else {
      counters.strangers += 1
      return
    }
    guard admission.admitsProbe(from: source, now: now) else {
      counters.limitedProbes += 1
      return
    }
    let answer = DistanceProbe(kind: DistanceProbe.answer, token: probe.token)
    outbox.append(.datagram(answer.encoded(authenticator), to: source, socket: socket))
  }

  mutating func takeDistance(_ message: borrowing Span<UInt8>, now: Instant) {
    guard let probe = try? DistanceProbe(message) else {
      counters.malformed += 1
      return
    }
    guard let entry = distances.entry(probe.token), entry.authenticator.admits(message) else {
      counters.strangers += 1
      return
    }
    distances.remove(probe.token)
    node.measured(entry.node, roundTrip: now - entry.sentAt, now: now)
  }
}
