internal import OverlaySecurity

// What daemons that are gone have left: found, told, taken back.

extension HostSetup {
  /// What a node's firewall tables are called by on this host: two networks may have nodes of one name
  /// here.
  static func name(of credential: Credential) -> String {
    let digits = credential.network.publicKey.prefix(4).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "\(credential.name)-\(digits.joined())"
  }

  private static func nodeName(in state: StateDirectory) -> String? {
    (try? state.loadNode()).map { name(of: $0.credential) }
  }

  /// What earlier daemons of a node have left. The caller holds the directory's lock.
  static func remains(
    in state: StateDirectory, by name: String?, device: String? = nil
  ) -> HostRemains {
    var own = HostLeftovers()
    if let name, !state.isInMemory, let found = HostLeftovers.look() {
      own = found.withoutDaemon(besides: device, own: name).belonging(to: name)
    }
    return HostRemains(recorded: HostRecord(state).changes ?? HostChanges(), found: own)
  }

  /// Whether this node has used an exit and was not told to open its host since: by its record, or by a
  /// firewall table of its own.
  static func isClosed(_ state: StateDirectory, by name: String) -> Bool {
    if HostRecord(state).changes?.outbound != nil { return true }
    guard !state.isInMemory, let found = HostLeftovers.look() else { return false }
    return found.outbound.contains(HostChanges.table(OutboundFirewall.tablePrefix, of: name))
  }

  /// The firewall table by which another node keeps this host's packets in; it drops those that are sent
  /// into this node's device.
  static func otherGuard(_ state: StateDirectory, besides name: String) -> String? {
    let own = [
      HostChanges.table(OutboundFirewall.tablePrefix, of: name),
      HostRecord(state).changes?.outbound,
    ]
    return HostLeftovers.look()?.outbound.first { !own.contains($0) }
  }

  /// Whether this host's packets for the Internet go nowhere while its node's daemon is gone.
  public static func closure(_ state: StateDirectory) -> HostClosure {
    let recorded = HostRecord(state).changes
    guard let found = HostLeftovers.look() else {
      return recorded?.outbound == nil ? .open : .byThisNode
    }
    let name = nodeName(in: state)
    var own = [recorded?.outbound].compactMap(\.self)
    if let name { own.append(HostChanges.table(OutboundFirewall.tablePrefix, of: name)) }
    if found.outbound.contains(where: own.contains) { return .byThisNode }
    if recorded?.outbound != nil, let routing = recorded?.routing,
      (found.routings + found.living).contains(where: {
        $0.rule == routing.rule && $0.boot == routing.boot
      })
    {
      return .byThisNode
    }
    let others = found.withoutDaemon(own: name).closedWords
    return others.isEmpty ? .open : .byAnother(others)
  }

  /// Takes back what was changed by a daemon of this node that is gone. The caller holds the directory's
  /// lock. What could not be taken back stays in the record.
  @discardableResult
  public static func clean(_ state: StateDirectory) -> HostCleaning {
    let remains = remains(in: state, by: nodeName(in: state))
    let record = HostRecord(state)
    var cleaning = HostCleaning()
    guard !remains.isEmpty else {
      cleaning.isSeen = HostLeftovers.look() != nil
      try? record.write(HostChanges())
      return cleaning
    }
    let before = remains.standing()
    let failure = remains.takeBack()
    guard let before, let after = remains.standing() else {
      try? record.write(remains.changes)
      (cleaning.isSeen, cleaning.failure) = (false, .notSeen)
      return cleaning
    }
    cleaning.taken = before.filter { !after.contains($0) }
    if !after.isEmpty { cleaning.failure = .remaining(after, failure) }
    try? record.write(after.isEmpty ? HostChanges() : remains.changes)
    return cleaning
  }

  /// Takes back what any daemon that is gone has left on this host, whatever its state directory.
  public static func cleanLeftovers() -> HostCleaning {
    var cleaning = HostCleaning()
    guard let found = HostLeftovers.look() else {
      (cleaning.isSeen, cleaning.failure) = (false, .notSeen)
      return cleaning
    }
    let left = found.withoutDaemon()
    let failure = left.takeBack()
    guard let after = left.isEmpty ? found : HostLeftovers.look() else {
      cleaning.failure = .notSeen
      return cleaning
    }
    cleaning.taken = left.words.filter { !after.words.contains($0) }
    cleaning.failure = after.failure(gone: after.withoutDaemon(), failure)
    return cleaning
  }
}

extension HostLeftovers {
  /// Why this is there after all was taken back that could be; nil when all of it is as it should be.
  ///
  /// - Parameters:
  ///   - gone: the part that no running daemon uses, as far as one can see.
  ///   - failure: why something could not be taken back.
  ///   - isKnown: whether `nft` can say which devices a table is about, and so whether a daemon uses it.
  func failure(
    gone: HostLeftovers, _ failure: HostToolError?, isKnown: Bool = HostTool.nft.path != nil
  ) -> HostCleaningError? {
    guard gone.isEmpty else { return .remaining(gone.words, failure) }
    let tables = (outbound + firewalls).map(Self.words)
    guard isKnown || tables.isEmpty else {
      return .remaining(tables, .missing(tool: HostTool.nft.rawValue))
    }
    let closed = routings.filter { $0.isClosed == true }.map(\.words)
    return closed.isEmpty ? nil : .undecided(closed, tables: outbound.map(Self.words))
  }
}
