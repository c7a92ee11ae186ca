internal import DequeModule
public import OverlayCore

// Letting newcomers in.

extension SecureNode {
  /// Passes a newcomer's request on to the authority, at a bounded rate from each host.
  mutating func request(
    _ initiation: NoiseInitiationRead, secret: [UInt8], _ keys: PublicKeys,
    _ frame: InitiationFrame, from origin: HandshakeOrigin, now: Instant
  ) {
    let identifier = UInt32(truncatingIfNeeded: random.next())
    guard !origin.isInside, admission.admitsEnrolment(from: origin, now: now),
      let version = ProtocolVersions.ours.common(with: frame.front.versions),
      enrolments.add(
        PendingEnrolment(
          identifier: identifier, initiation: initiation, version: version,
          remoteIndex: frame.sender, origin: origin, since: now))
    else {
      counters.limitedHandshakes += 1
      return
    }
    note(
      .enrolment(EnrolmentRequest(identifier: identifier, secret: secret, keys: keys)))
  }

  /// Answers a newcomer, after the authority's books have been written.
  public mutating func answer(
    _ request: EnrolmentRequest, with result: Result<Credential, EnrolmentError>, now: Instant
  ) {
    guard let pending = enrolments.take(request.identifier) else { return }
    let answer: ResponsePayload.Answer
    switch result {
    case .success(let credential):
      answer = .enrolled(credential: credential.encoded, contacts: contacts())
    case .failure(let reason):
      answer = .refused(reason)
    }
    let payload = ResponsePayload(answer: answer, version: pending.version, features: .ours)
    guard
      let response = try? NoiseResponseSent(
        answering: pending.initiation, presharedKey: configuration.presharedKey,
        payload: payload.encoded, entropy: &entropy)
    else { return }
    let newcomer = MessageAuthenticator(
      presharedKey: configuration.presharedKey, receiver: request.keys.agreement)
    dispatch(
      ResponseFrame.encode(
        front: HandshakeFront(choosing: pending.version), sender: 0,
        receiver: pending.remoteIndex, noise: response.message, authenticator: newcomer,
        cookie: nil), to: pending.origin)
  }

  /// Ourselves first, then as many others as fit: whom a newcomer may call.
  private func contacts() -> [HandshakeContact] {
    let own = node.ownRecord.map { [$0] } ?? []
    let others = memberRecords.filter { plane == .prefix || node.isMember($0.node) }
    return (own + others).map {
      HandshakeContact(credential: $0.credential, endpoints: $0.endpoints)
    }
  }
}
