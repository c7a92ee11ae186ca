internal import FoundationEssentials
public import OverlayCore
public import OverlaySecurity

// The files of a state directory as values.

extension StateDirectory {
  /// Whether a node was set up here.
  public var hasNode: Bool { has(.identity) && has(.credential) && has(.network) }

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
    return NodeState(
      identity: identity, network: network, credential: credential,
      members: try loadMembers(), revocations: revocations, warnings: warnings)
  }

  /// Writes who the node is. Its credential comes last: a directory without one counts as empty.
  public func store(_ node: NodeState) throws(StateError) {
    try write(node.identity.rawRepresentation, to: .identity)
    try storeJSON(node.network, to: .network)
    try store(members: node.members)
    try store(revocations: node.revocations)
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
  public func loadAuthority() throws(StateError) -> NetworkAuthority? {
    var warnings: [String] = []
    return try loadJSON(.authority, warnings: &warnings)
  }

  /// Writes the authority.
  public func store(_ authority: NetworkAuthority) throws(StateError) {
    try storeJSON(authority, to: .authority)
  }

  /// Writes the members to be called after a restart: each as its length in two bytes and its
  /// frame.
  public func store(members: [MemberRecord]) throws(StateError) {
    var contents: [UInt8] = []
    var frame = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    for member in members {
      var span = frame.mutableSpan
      let length = member.write(to: &span, at: 0)
      contents += [UInt8(length >> 8), UInt8(length & 255)] + frame[..<length]
    }
    try write(contents, to: .members)
  }

  /// Writes the revocations that are known.
  public func store(revocations: [Revocation]) throws(StateError) {
    try write(revocations.flatMap(\.encoded), to: .revocations)
  }

  /// Numbers this start of the node: the time of day in milliseconds, but always more than at the
  /// last start, should the clock have been set back. Written before it is used.
  public func nextIncarnation() throws(StateError) -> UInt64 {
    let text = try read(.incarnation).map { String(decoding: $0, as: UTF8.self) } ?? "0"
    let last = UInt64(text.prefix { $0.isNumber }) ?? 0
    let next = max(MonotonicClock.unixNanoseconds / 1_000_000, last &+ 1)
    try write(Array("\(next)\n".utf8), to: .incarnation)
    return next
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

  private func loadMembers() throws(StateError) -> [MemberRecord] {
    let contents = try read(.members) ?? []
    var members: [MemberRecord] = []
    var rest = contents[...]
    while rest.count >= 2 {
      let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      let frame = Array(rest.dropFirst(2).prefix(length))
      guard let member = try? MemberRecord(frame.span) else {
        throw damaged(.members, "member \(members.count + 1) is not understood")
      }
      members.append(member)
      rest = rest.dropFirst(2 + length)
    }
    return members
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
