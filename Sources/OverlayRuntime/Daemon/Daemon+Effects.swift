internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// What the node wants done.

extension Daemon {
  /// Does everything that the node wants done, and sends what it leads to.
  func drainEffects(now: Instant) {
    var buffer = 0
    while true {
      let effect = effects.withBuffer(buffer) { node.nextEffect(into: &$0, now: now) }
      guard let effect else { break }
      switch effect {
      case .transmit(let transmission):
        underlay.append(effects[buffer], transmission)
        buffer += 1
        if buffer == effects.count {
          underlay.flush()
          buffer = 0
        }
      case .event(let event): note(event)
      case .enrolment(let request): enrol(request, now: now)
      case .membersChanged:
        if membersDueAt == .never { membersDueAt = now + Self.memberWriteDelay }
      case .incarnationRaised(let incarnation): writeDown(incarnation)
      case .echo(let result): answer(diagnostics.answered(result))
      case .answered(let result): take(result)
      case .resolved: isRetryDue = true
      case .trace(let result):
        answer(diagnostics.answered(result, by: name(of: result.node)))
      }
    }
    underlay.flush()
    if areNamesDue { tellNames(now: now) }
  }

  /// A node's name, or its short ID when nobody of that name was ever a member.
  func name(of other: NodeID) -> String {
    node.name(of: other) ?? namesBefore[other] ?? other.short
  }

  /// Decides about a newcomer. When the books cannot be written it gets no answer and asks again.
  private func enrol(_ request: EnrolmentRequest, now: Instant) {
    guard desk != nil else {
      node.answer(request, with: .failure(.notAuthority), now: now)
      return
    }
    do throws(AuthorityDeskError) {
      guard
        let result = try desk?.enrol(secret: request.secret, keys: request.keys)
      else { return }
      switch result {
      case .success(let credential):
        logger.info("let \(credential.name) in, \(IPNotation.ipv4(credential.ipv4))")
      case .failure(let error):
        let isNews = newcomerNotices.admits(spacing: .seconds(10), burst: .seconds(60), now: now)
        logger.log(level: isNews ? .warning : .debug, "refused a newcomer: \(error)")
      }
      node.answer(request, with: result, now: now)
    } catch {
      logger.error("a newcomer has to wait: \(error.problem). \(error.remedy)")
    }
  }

  private func note(_ event: OverlayEvent) {
    tellApplications(event)
    switch event {
    case .sessionEstablished(let peer, let isInitiator):
      isRetryDue = true
      disturbEdge(isNewcomer: true)
      logger.debug("session with \(name(of: peer)), \(isInitiator ? "our" : "their") handshake")
    case .linkChanged(let peer, let address, let before, let after):
      disturbEdge(isNewcomer: false)
      history?.sampler.note(peer, after)
      logger.info("link to \(name(of: peer)) at \(address): \(before.name) -> \(after.name)")
    case .roamed(let peer, let address):
      logger.info("\(name(of: peer)) moved to \(address)")
    case .memberChanged(let peer, let change):
      note(peer, change)
    case .routeChanged(let peer, let trafficClass, let relay, _):
      let way = relay.map { "through \(name(of: $0))" } ?? "directly"
      logger.log(
        level: trafficClass == .balanced ? .info : .debug,
        "\(configuration.traffic.name(of: trafficClass)) packets for \(name(of: peer)) go \(way)")
    case .changedOver:
      edgeChangedOver()
      logger.info("the network has outgrown its mesh: routing by prefixes from now on")
    case .recordPublished(let record, let root):
      logger.debug("record \(record.key) is kept by \(name(of: root))")
    case .recordRefused(let record, let outcome):
      logger.warning("record \(record.key) is not kept: \(outcome)")
    case .recordUnanswered(let record):
      logger.debug("record \(record.key) was not acknowledged; trying again")
    case .cloned(let ours, let theirs):
      logger.error("\(Self.cloneWords(of: ownCredential.name, at: ours, and: theirs))")
    case .credentialRefused(let peer, let error):
      logger.warning("refused \(name(of: peer)): \(error)")
    case .versionRefused(let mismatch, let address, let peer):
      let who = peer.map(name) ?? address.map { "a node at \($0)" } ?? "a node"
      knownMembers.cannotTalk(to: who, mismatch, now: loop.clock.now)
      logger.error("cannot talk to \(who): \(mismatch)")
    case .clockBehind(let seconds):
      logger.error("\(Self.clockWords(behind: seconds))")
    case .clockAgrees:
      logger.info("this host's clock agrees with the network again")
    case .ownCredentialExpired:
      logger.error("\(Self.expiryWords)")
    case .ownCredentialRevoked:
      logger.error("\(Self.revocationWords)")
    case .tooMuchControl(let peer, let refused):
      logger.warning(
        "\(name(of: peer)) sends more control frames than a member may; refused \(refused)")
    }
  }

  private func note(_ peer: NodeID, _ change: MemberChange) {
    resolveTraffic()
    disturbEdge(isNewcomer: change == .joined)
    if change == .departed { forgetServer(peer) }
    areNamesDue = devices.hasAttached
    knownMembers.note(
      peer, change, node.credential(of: peer), unixSeconds: node.unixSeconds(now: loop.clock.now))
    switch change {
    case .joined:
      // Whoever leaves is forgotten before the log hears of it.
      if namesBefore.count >= Limits.membersMax { namesBefore.removeAll() }
      namesBefore[peer] = node.name(of: peer)
      logger.info("\(name(of: peer)) is a member")
    case .updated: logger.debug("\(name(of: peer)) changed its addresses or was restarted")
    case .lost: logger.info("\(name(of: peer)) is out of reach")
    case .departed: logger.info("\(name(of: peer)) has left")
    }
  }

  /// Makes sure that the next start counts on from a number that this one has had to take.
  private func writeDown(_ incarnation: UInt64) {
    do throws(StateError) {
      try state.store(incarnation: incarnation)
      logger.notice(
        "members knew a newer record of this node; its incarnation is \(incarnation) now")
    } catch {
      logger.error("\(error.problem). \(error.remedy)")
    }
  }

  /// Writes down who the members are, for the next start.
  func writeMembers(inBackground: Bool) {
    membersDueAt = .never
    generation += 1
    let (writer, logger, generation) = (writer, logger, generation)
    let (members, revocations) = (node.memberRecords, node.knownRevocations)
    let signedTime = node.newestSignedTime
    let write: @Sendable () -> Void = {
      do throws(StateError) {
        try writer.write(
          generation: generation, members: members, revocations: revocations,
          signedTime: signedTime)
      } catch {
        logger.error("\(error.problem). \(error.remedy)")
      }
    }
    if inBackground {
      Task.detached(priority: .utility) { write() }
    } else {
      write()
    }
  }
}
