internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Questions for nodes' names, from programs by way of their resolver, and on the control socket.

extension Daemon {
  // MARK: Start

  /// Opens the sockets for questions. One that cannot be had is no reason not to start.
  static func nameServer(
    _ settings: NameSettings, _ credential: Credential, _ tun: TunDevice?, logger: Logger
  ) -> NameServer {
    var server = NameServer(domain: settings.domain)
    guard settings.enabled else { return server }
    let own = UnderlayAddress(ipv4: credential.ipv4, port: NameSettings.port)
    let addresses = settings.listen.isEmpty ? (tun == nil ? [] : [own]) : settings.listen
    for address in addresses {
      do throws(SocketError) {
        try server.listen(on: address)
      } catch {
        logger.warning(
          """
          \(error.problem); programs cannot ask for names there. Set `names.listen` in config.yaml \
          to another port, or `names.enabled: false`
          """)
      }
    }
    return server
  }

  /// Tells systemd-resolved, where it runs, to ask here for names of the domain. It forgets that by
  /// itself when the network device goes.
  func registerNames() {
    guard configuration.names.register, let device = tun?.name, let address = names.addresses.first,
      ResolverRegistration.isPossible
    else { return }
    let (domain, logger) = (configuration.names.domain, logger)
    Task.detached(priority: .utility) {
      do throws(HostToolError) {
        try ResolverRegistration.register(device: device, address: address, domain: domain)
        logger.info("systemd-resolved asks \(address) for names in \(domain)")
      } catch {
        logger.notice("\(error.problem); point your resolver to \(address) for \(domain)")
      }
    }
  }

  // MARK: Questions

  /// Takes questions that came as datagrams.
  func receiveQuestions(_ socket: Int) {
    guard let port = names.port(socket) else { return }
    let count = (try? port.socket.receive(into: &forwarded)) ?? 0
    let now = loop.clock.now
    for index in 0..<count {
      let bytes = forwarded.offset..<(forwarded.offset + forwarded.length(index))
      let message = forwarded.arena.withBuffer(index) { buffer in
        bytes.map { buffer[$0] }
      }
      answer(message, .datagram(socket: socket, forwarded.source(index)), now: now)
    }
    port.flush()
  }

  /// Takes connections for questions.
  func acceptQuestioner(_ listener: Int) {
    names.accept(listener, now: loop.clock.now, on: loop)
  }

  /// Takes questions that came on a connection.
  func receiveQuestions(fromClient client: Int) {
    let now = loop.clock.now
    for message in names.messages(from: client, now: now) {
      answer(message, .connection(client), now: now)
    }
  }

  private func answer(_ message: [UInt8], _ asker: NameAsker, now: Instant) {
    guard names.admits(asker, now: now) else {
      counters.namesRefused += 1
      return
    }
    do throws(DecodeError) {
      answer(try NameQuestion(message.span), asker, now: now)
    } catch {
      counters.namesRefused += 1
      // To an answer nothing is answered, or two servers could go on for ever.
      guard message.count >= NameQuestion.headerBytes, message[2] & 0x80 == 0 else { return }
      let identifier = UInt16(message[0]) << 8 | UInt16(message[1])
      send(NameAnswer.malformed(identifier: identifier), to: asker)
    }
  }

  private func answer(_ question: NameQuestion, _ asker: NameAsker, now: Instant) {
    if let answer = nameAnswer(to: question, for: names.host(of: asker), now: now) {
      if answer.code == .refused { counters.namesRefused += 1 } else { counters.namesAnswered += 1 }
      send(answer.encoded(to: question), to: asker)
    } else if !names.keep(question, asker, now: now) {
      counters.namesRefused += 1
      send(NameAnswer(code: .failed).encoded(to: question), to: asker)
    }
  }

  /// The answer to a question; nil while its node is being looked for.
  func nameAnswer(
    to question: NameQuestion, for asker: UInt128?, now: Instant
  ) -> NameAnswer? {
    guard question.family == NameQuestion.internet else { return NameAnswer(code: .refused) }
    let target: ResolutionTarget
    switch NameTarget(question.labels, domain: names.domain) {
    case .elsewhere: return NameAnswer(code: .refused)
    case .domain: return NameAnswer(code: .found, authority: names.domain)
    case .nobody: return NameAnswer(code: .noSuchName, authority: names.domain)
    case .node(let name): target = .name(name)
    case .ipv4(let address):
      guard credential.isInsideOverlay(UInt128(address), .ipv4) else {
        return NameAnswer(code: .refused)
      }
      target = .ipv4(address)
    case .ipv6(let address):
      guard credential.isInsideOverlay(address, .ipv6) else { return NameAnswer(code: .refused) }
      target = .ipv6(address)
    }
    switch node.resolve(target, for: asker, now: now) {
    case .pending: return nil
    case .busy: return NameAnswer(code: .failed)
    case .absent: return NameAnswer(code: .noSuchName, authority: names.domain)
    case .known(let found):
      guard let credential = node.credential(of: found) else {
        return NameAnswer(code: .noSuchName, authority: names.domain)
      }
      let records = Self.records(of: credential, for: question, domain: names.domain)
      return NameAnswer(
        code: .found, records: records, authority: records.isEmpty ? names.domain : nil)
    }
  }

  private static func records(
    of credential: Credential, for question: NameQuestion, domain: [String]
  ) -> [NameAnswer.Record] {
    let ipv6 = OverlayAddress.ipv6(credential.node, network: credential.network)
    let isReverse = question.labels.last == "arpa" && domain.last != "arpa"
    switch question.kind {
    case .ptr where isReverse: return [.name([credential.name] + domain)]
    case .any where isReverse: return [.name([credential.name] + domain)]
    case .a where !isReverse: return [.ipv4(credential.ipv4)]
    case .aaaa where !isReverse: return [.ipv6(ipv6)]
    case .any: return [.ipv4(credential.ipv4), .ipv6(ipv6)]
    default: return []
    }
  }

  private func send(_ message: [UInt8], to asker: NameAsker) {
    switch asker {
    case .connection(let client): names.send(message, to: client)
    case .datagram(let socket, let address):
      guard let port = names.port(socket), message.count <= nameAnswers.bytesEach else { return }
      nameAnswers.withBuffer(0) { bytes in
        for (offset, byte) in message.enumerated() { bytes[offset] = byte }
      }
      port.append(nameAnswers[0], 0..<message.count, to: address)
      // There is one buffer.
      port.flush()
    }
  }

  // MARK: Waiting

  /// Answers what waited, as far as it can be now: somebody has been found, or has not.
  func retryQuestions(now: Instant) {
    for waiting in names.takeWaiting() {
      if let answer = nameAnswer(
        to: waiting.question, for: waiting.host, now: now)
      {
        counters.namesAnswered += 1
        send(answer.encoded(to: waiting.question), to: waiting.asker)
      } else {
        names.keepOn(waiting)
      }
    }
  }

  /// Gives up on what has waited for too long.
  func expireQuestions(now: Instant) {
    for waiting in names.expire(now: now) {
      send(NameAnswer(code: .failed).encoded(to: waiting.question), to: waiting.asker)
    }
  }

  // MARK: The control socket

  /// Answers who a node is, by its name, with or without the domain, or by an address.
  func resolve(
    _ text: String, _ request: ControlRequest, _ client: Int, until deadline: Instant?, now: Instant
  ) {
    let suffix = "." + configuration.names.domain
    let name = text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text
    let target: ResolutionTarget
    if let address = IPNotation.parseIPv4(text) {
      target = .ipv4(address)
    } else if let address = IPNotation.parseIPv6(text) {
      target = .ipv6(address)
    } else {
      target = .name(name)
    }
    let found: NodeID
    switch node.resolve(target, now: now) {
    case .known(let node): found = node
    case .pending where wait(with: request, client, until: deadline, now: now): return
    case .busy where wait(with: request, client, until: deadline, now: now): return
    case .pending, .busy, .absent:
      return fail(
        client, problem: "no member is called `\(text)` or has that address",
        remedy: "`selvedge status` lists the members that this node knows.")
    }
    guard let credential = node.credential(of: found) else { return }
    finish(
      client,
      .resolution(
        ResolutionReport(
          name: credential.name, domainName: credential.name + suffix, node: found.description,
          ipv4: IPNotation.ipv4(credential.ipv4),
          ipv6: IPNotation.ipv6(
            OverlayAddress.ipv6(found, network: credential.network)))))
  }
}
