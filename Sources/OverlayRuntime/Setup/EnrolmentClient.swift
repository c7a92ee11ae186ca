internal import CLinuxNet
public import OverlayCore
public import OverlaySecurity

/// Joins a network: shows an invitation to the node that made it and brings a credential home.
///
/// Four attempts a second go to every address of the inviter, each a fresh initiation, since a responder
/// refuses one that it has seen: a flood may have the inviter lose most of them. The first is answered
/// with a cookie, which proves our address. The first genuine answer ends it, good or bad.
public struct EnrolmentClient: ~Copyable {
  private let invitation: Invitation
  private let identity: StaticKey
  private let advertised: [UnderlayAddress]
  private let report: (String) -> Void
  private let prologue: [UInt8]
  /// What our initiations begin with.
  private let front = HandshakeFront(.initiation)
  /// The codes of messages to the inviter, and to us.
  private let outgoing: MessageAuthenticator
  private let incoming: MessageAuthenticator
  private var entropy = Entropy.system()
  private var attempts: [UInt32: Attempt] = [:]
  private var cookie: [UInt8]?
  /// The next initiation's number.
  private var number: UInt64 = 0

  /// An initiation under way.
  private struct Attempt {
    var state: NoiseInitiationSent
    var mac1: [UInt8]
  }

  /// How long to try before giving up.
  public static let secondsMax = 15
  private static let attemptsPerSecond = 4
  private static let attemptSpacing = Interval.milliseconds(250)
  private static let attemptsMax = secondsMax * attemptsPerSecond

  /// Prepares to join.
  ///
  /// - Parameters:
  ///   - invitation: what the token says.
  ///   - identity: the static key of the new node.
  ///   - advertised: where the new node will be reachable.
  ///   - report: told what is going on, a line each.
  public init(
    invitation: Invitation, identity: StaticKey, advertised: [UnderlayAddress],
    report: @escaping (String) -> Void
  ) {
    self.invitation = invitation
    self.identity = identity
    self.advertised = advertised
    self.report = report
    prologue = front.prologue(NoiseHandshake.prologue(network: invitation.network))
    outgoing = MessageAuthenticator(
      presharedKey: invitation.presharedKey, receiver: invitation.inviter)
    incoming = MessageAuthenticator(
      presharedKey: invitation.presharedKey, receiver: identity.publicKey)
  }

  /// Asks until there is an answer, and returns who the node is from now on.
  public mutating func enrol() throws(EnrolmentFailure) -> NodeState {
    // The inviter decides; a clock that is off by hours must not keep a node out.
    let (end, overflow) = invitation.expiresAt.addingReportingOverflow(
      Credential.clockToleranceSeconds)
    guard overflow || MonotonicClock.unixSeconds < end else {
      throw .expired(name: invitation.name)
    }
    guard !invitation.endpoints.isEmpty else { throw .noAddress }
    let outcome: Result<NodeState, EnrolmentFailure>
    do throws(SystemError) {
      outcome = try exchange()
    } catch {
      throw .system(error)
    }
    return try outcome.get()
  }

  private mutating func exchange() throws(SystemError) -> Result<NodeState, EnrolmentFailure> {
    var loop = try EventLoop()
    var batch = DatagramBatch(capacity: 8)
    let sockets: UnderlaySockets
    do throws(SocketError) {
      sockets = try UnderlaySockets(families: Set(invitation.endpoints.map(\.family)))
    } catch {
      return .failure(.socket(error))
    }
    for index in 0..<sockets.count {
      // As the daemon's own datagrams do, it passes what keeps a host's packets in that uses an exit: such
      // a host may join anew while it is closed. Without the right to it no such host's state is written.
      _ = clinuxnet_socket_mark(sockets.descriptor(index), HostRouting.mark)
      try loop.add(sockets.descriptor(index), token: EventToken(.underlay, index: index))
    }
    let targets = invitation.endpoints.map(\.description).joined(separator: ", ")
    for attempt in 0..<Self.attemptsMax {
      let (second, rest) = attempt.quotientAndRemainder(dividingBy: Self.attemptsPerSecond)
      if rest == 0 { report("asking \(targets) (\(second + 1) of \(Self.secondsMax) s)") }
      for endpoint in invitation.endpoints {
        sockets.send(initiation(), to: endpoint)
      }
      let deadline = loop.clock.now + Self.attemptSpacing
      // The first cookie is used at once. Later ones may be of the inviter's other addresses, by turns.
      let hadCookie = cookie != nil
      while loop.clock.now < deadline, hadCookie || cookie == nil {
        _ = try loop.wait(until: deadline)
        for index in 0..<sockets.count {
          let count = sockets.receive(index, into: &batch)
          for datagram in 0..<count {
            if let outcome = answer(in: batch, datagram) { return outcome }
          }
        }
      }
    }
    return .failure(.unreachable(invitation.endpoints))
  }

  /// A fresh initiation, remembered under the index that the answer will name.
  private mutating func initiation() -> [UInt8] {
    let payload = InitiationPayload(
      purpose: .enrolment(
        secret: invitation.secret, signingKey: identity.publicKeys.signing,
        endpoints: advertised), path: 0,
      counter: HandshakeCounter(incarnation: 0, number: number))
    number += 1
    guard
      let state = try? NoiseInitiationSent(
        initiator: identity, responder: invitation.inviter, prologue: prologue,
        payload: payload.encoded, staticSecret: nil, entropy: &entropy)
    else { return [] }
    let index = UInt32(truncatingIfNeeded: entropy.next())
    let message = InitiationFrame.encode(
      front: front, sender: index, noise: state.message, authenticator: outgoing, cookie: cookie)
    attempts[index] = Attempt(
      state: state, mac1: MessageAuthenticator.mac1(of: message.span) ?? [])
    return message
  }

  /// What a datagram decides; nil when it is not the answer.
  private mutating func answer(
    in batch: borrowing DatagramBatch, _ index: Int
  ) -> Result<NodeState, EnrolmentFailure>? {
    let length = batch.length(index)
    let message = batch.arena.withBuffer(index) { buffer in
      (0..<length).map { buffer[$0] }
    }
    guard let kind = message.first.flatMap(HandshakeKind.init) else { return nil }
    switch kind {
    case .initiation, .revocationNotice: return nil
    case .cookieReply:
      // The inviter wants proof of our address; the next attempt carries it.
      guard let frame = try? CookieReplyFrame(decoding: message.span),
        let attempt = attempts[frame.receiver]
      else { return nil }
      cookie = frame.cookie(answering: attempt.mac1, authenticator: outgoing) ?? cookie
      return nil
    case .versionReply:
      guard let reply = try? VersionReplyFrame(decoding: message.span),
        let attempt = attempts[reply.receiver],
        VersionReplyFrame.isGenuine(
          message.span, answering: attempt.mac1, authenticator: outgoing),
        ProtocolVersions.ours.common(with: reply.versions) == nil
      else { return nil }
      return .failure(.versions(VersionMismatch(theirs: reply.versions)))
    case .response:
      guard incoming.admits(message.span), let frame = try? ResponseFrame(decoding: message.span),
        let attempt = attempts[frame.receiver],
        let response = try? NoiseResponseRead(
          reading: message.span.extracting(frame.noise), after: attempt.state,
          presharedKey: invitation.presharedKey)
      else { return nil }
      return outcome(response.payload, frame.front)
    }
  }

  private func outcome(
    _ bytes: [UInt8], _ chosen: HandshakeFront
  ) -> Result<NodeState, EnrolmentFailure> {
    guard let payload = try? ResponsePayload(decoding: bytes),
      payload.version == chosen.versions.lowest, payload.version == chosen.versions.highest,
      payload.features == chosen.features
    else { return .failure(.badAnswer) }
    switch payload.answer {
    case .session: return .failure(.badAnswer)
    case .refused(let reason): return .failure(.refused(reason))
    case .enrolled(let encoded, let contacts):
      guard let credential = try? Credential(decoding: encoded),
        credential.nodeKey == identity.publicKey,
        credential.signingKey == identity.publicKeys.signing,
        credential.isGenuine(in: invitation.network)
      else { return .failure(.badAnswer) }
      return .success(
        NodeState(
          identity: identity,
          network: NetworkRecord(
            name: nil, network: invitation.network, presharedKey: invitation.presharedKey),
          credential: credential, members: contacts.compactMap(Self.member),
          signedTime: credential.issuedAt))
    }
  }

  /// A contact as an unsigned record: a hint of whom to call.
  private static func member(_ contact: HandshakeContact) -> MemberRecord? {
    guard let credential = try? Credential(decoding: contact.credential) else { return nil }
    return MemberRecord(
      node: credential.node, incarnation: 0, sequence: 0, endpoints: contact.endpoints,
      credential: contact.credential)
  }
}
