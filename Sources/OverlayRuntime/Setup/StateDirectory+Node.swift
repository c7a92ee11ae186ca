internal import FoundationEssentials
public import OverlayCore
public import OverlaySecurity

// The files of a state directory as values.

extension StateDirectory {
  /// Whether a node was set up here, if only the copies of its files are left.
  public var hasNode: Bool {
    [.identity, .credential, .network].allSatisfy { has($0) || hasCopy(of: $0) }
  }

  /// Reads who the node is.
  ///
  /// - Throws: ``StateError/notSetUp(directory:)`` when there is none, ``StateError`` with the
  ///   file when one cannot be read or understood.
  public func loadNode() throws(StateError) -> NodeState {
    var warnings: [String] = []
    guard hasNode, let key = try readIrreplaceable(.identity, warnings: &warnings),
      let credential = try readIrreplaceable(.credential, warnings: &warnings)
    else { throw .notSetUp(directory: path) }
    guard let identity = try? StaticKey(rawRepresentation: key) else {
      throw damaged(.identity, "not 32 bytes")
    }
    guard let credential = try? Credential(decoding: credential),
      credential.nodeKey == identity.publicKey,
      credential.signingKey == identity.publicKeys.signing
    else { throw damaged(.credential, "not a credential for the key in identity.key") }
    guard let network: NetworkRecord = try loadJSON(.network, warnings: &warnings) else {
      throw .notSetUp(directory: path)
    }
    guard network.network == credential.network, network.presharedKey.count == 32 else {
      throw damaged(.network, "not the network of the credential")
    }
    let revocations = try loadRevocations(of: credential.network, warnings: &warnings)
    let members = loadMembers(warnings: &warnings)
    let signedTime = try loadSignedTime(warnings: &warnings)
    return NodeState(
      identity: identity, network: network, credential: credential, members: members,
      revocations: revocations, signedTime: signedTime, warnings: warnings)
  }

  /// Writes who the node is. Its credential comes last: a directory without one counts as empty.
  public func store(_ node: NodeState) throws(StateError) {
    try write(node.identity.rawRepresentation, to: .identity)
    try storeJSON(node.network, to: .network)
    try store(members: node.members)
    try store(revocations: node.revocations)
    try store(signedTime: node.signedTime)
    try write(node.credential.encoded, to: .credential)
  }

  /// The key of a node that is about to join: the one of an earlier attempt if there was any, since
  /// its invitation may be used up under that key, or else a fresh one, written before it is used.
  public func joiningIdentity() throws(StateError) -> StaticKey {
    guard !hasNode, !has(.authority) else { throw .setUpAlready(directory: path) }
    if let key = try read(.identity) {
      guard let identity = try? StaticKey(rawRepresentation: key) else {
        throw damaged(.identity, "not 32 bytes")
      }
      return identity
    }
    var entropy = Entropy.system()
    let identity = StaticKey(entropy: &entropy)
    try write(identity.rawRepresentation, to: .identity)
    return identity
  }

  /// Reads the authority; nil when this node does not have it.
  ///
  /// - Parameter warnings: what was damaged and could be done without, for the log.
  public func loadAuthority(warnings: inout [String]) throws(StateError) -> NetworkAuthority? {
    try loadJSON(.authority, warnings: &warnings)
  }

  /// Reads the authority; nil when this node does not have it.
  public func loadAuthority() throws(StateError) -> NetworkAuthority? {
    var warnings: [String] = []
    return try loadAuthority(warnings: &warnings)
  }

  /// Writes the authority.
  public func store(_ authority: NetworkAuthority) throws(StateError) {
    try storeJSON(authority, to: .authority)
  }

  /// Writes the members to be called after a restart.
  public func store(members: [MemberRecord]) throws(StateError) {
    try write(MembersFile(members).encoded, to: .members)
  }

  /// Writes the revocations that are known.
  public func store(revocations: [Revocation]) throws(StateError) {
    try write(revocations.flatMap(\.encoded), to: .revocations)
  }

  /// Writes the newest time that the network has signed, in seconds since 1970.
  public func store(signedTime: UInt64) throws(StateError) {
    try write(Array("\(signedTime)\n".utf8), to: .time)
  }

  /// Zero when it is not there or not what is written there: it only helps a host whose clock is wrong,
  /// and the network says it again.
  private func loadSignedTime(warnings: inout [String]) throws(StateError) -> UInt64 {
    guard let contents = try read(.time) else { return 0 }
    let text = String(decoding: contents, as: UTF8.self)
    guard let time = UInt64(text.prefix { $0.isNumber }), text == "\(time)\n" else {
      warnings.append(
        "\(path(of: .time)) is damaged; until a member says what the network has signed, this host's clock "
          + "is believed")
      return 0
    }
    return time
  }

  /// Numbers this start of the node: one more than what was written last, by the start before or by
  /// ``store(incarnation:)``. Written before it is used.
  ///
  /// No clock is asked, since a clock that was wrong once would outrank the right one for ever. When
  /// the file is lost or makes no sense, the count begins anew: members answer with the newest record
  /// that this node has signed, and it raises its number above that.
  public func nextIncarnation() throws(StateError) -> UInt64 {
    let next = try lastIncarnation() + 1
    try store(incarnation: next)
    return next
  }

  /// Writes the number that the next start must exceed.
  public func store(incarnation: UInt64) throws(StateError) {
    try write(Array("\(incarnation)\n".utf8), to: .incarnation)
  }

  /// What was written last; zero when there is nothing that could be.
  private func lastIncarnation() throws(StateError) -> UInt64 {
    let text = try read(.incarnation).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let last = UInt64(text.prefix { $0.isNumber }), last < Limits.incarnationMax else {
      return 0
    }
    return last
  }

  /// Reads the settings. Without a file, the defaults.
  ///
  /// - Throws: ``StateError`` or ``ConfigurationError``.
  public func loadConfiguration(
    environment: [String: String]
  ) throws -> DaemonConfiguration {
    let contents = try read(.configuration) ?? []
    return try DaemonConfiguration(
      yaml: String(decoding: contents, as: UTF8.self), file: path(of: .configuration),
      environment: environment)
  }

  // MARK: Parts

  /// What can be read of the members; what cannot be read is told, and does not matter: the neighbours
  /// teach it anew.
  private func loadMembers(warnings: inout [String]) -> [MemberRecord] {
    let contents: [UInt8]
    do throws(StateError) {
      contents = try read(.members) ?? []
    } catch {
      warnings.append("\(error.problem); this node finds its members anew")
      return []
    }
    let file = MembersFile(reading: contents)
    if file.unreadable > 0 {
      warnings.append(
        "\(path(of: .members)) is damaged: \(file.members.count) members could be read, "
          + "\(file.unreadable) could not and are found anew")
    }
    return file.members
  }

  /// The revocations that can be read and are the network's word. Any neighbour tells the others again.
  private func loadRevocations(
    of network: NetworkID, warnings: inout [String]
  ) throws(StateError) -> [Revocation] {
    let contents = try read(.revocations) ?? []
    var revocations: [Revocation] = []
    var lost = 0
    for start in stride(from: 0, to: contents.count, by: Revocation.byteCount) {
      let end = min(start + Revocation.byteCount, contents.count)
      if let revocation = try? Revocation(decoding: Array(contents[start..<end])),
        (try? revocation.verify(network: network)) != nil
      {
        revocations.append(revocation)
      } else {
        lost += 1
      }
    }
    if lost > 0 {
      warnings.append(
        "\(path(of: .revocations)) is damaged: \(lost) of \(lost + revocations.count) revocations are not "
          + "understood and left out, until a member tells them again")
    }
    return revocations
  }

  private func loadJSON<Value: Decodable>(
    _ file: StateFile, warnings: inout [String]
  ) throws(StateError) -> Value? {
    guard let contents = try readIrreplaceable(file, warnings: &warnings) else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(contents))
    } catch {
      // Not the decoder's own words: they may quote what stands in the file.
      throw damaged(file, "not the JSON that was written there")
    }
  }

  private func storeJSON(_ value: some Encodable, to file: StateFile) throws(StateError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let contents: Data
    do {
      contents = try encoder.encode(value)
    } catch {
      throw damaged(file, "\(error)")
    }
    try write(Array(contents) + [UInt8(ascii: "\n")], to: file)
  }

  private func damaged(_ file: StateFile, _ reason: String) -> StateError {
    .damaged(file: path(of: file), reason: reason)
  }
}
