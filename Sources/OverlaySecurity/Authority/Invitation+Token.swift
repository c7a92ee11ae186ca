import OverlayCore

extension Invitation {
  /// What every token of this version begins with.
  public static let marker = "selvedge2."
  private static let markerStem = "selvedge"
  private static let checksumBytes = 4

  /// The text form: ``marker`` and base64url without padding of
  ///
  /// ```
  /// network 32 | pre-shared key 32 | inviter 32 | secret 16 | expires 8
  ///   | name length 1, name | endpoint count 1, 19 each | checksum 4
  /// ```
  ///
  /// The checksum, the first bytes of the SHA-256 of all before it, is there for people: a
  /// mistyped token is told from one that the network does not know.
  public var token: String {
    var bytes = ByteBuilder(capacity: 256)
    bytes.append(network.publicKey)
    bytes.append(presharedKey)
    bytes.append(inviter)
    bytes.append(secret)
    bytes.append(expiresAt)
    bytes.append(UInt8(truncatingIfNeeded: name.utf8.count))
    bytes.append(Array(name.utf8))
    bytes.appendEndpoints(endpoints)
    return Self.marker + Base64URL.encode(bytes.bytes + Self.checksum(of: bytes.bytes))
  }

  /// Reads a token. White space anywhere is ignored, because mail wraps lines.
  public init(token: some StringProtocol) throws(InvitationError) {
    let text = String(token.filter { !$0.isWhitespace })
    guard text.hasPrefix(Self.marker) else {
      let version = text.dropFirst(Self.markerStem.count).prefix { $0 != "." }
      guard text.hasPrefix(Self.markerStem), Int(version) != nil else { throw .notAnInvitation }
      throw .otherVersion
    }
    guard let bytes = Base64URL.decode(text.dropFirst(Self.marker.count)),
      bytes.count > Self.checksumBytes
    else { throw .mistyped }
    let body = Array(bytes.dropLast(Self.checksumBytes))
    guard Self.checksum(of: body) == Array(bytes.suffix(Self.checksumBytes)) else {
      throw .mistyped
    }
    do {
      try self.init(decoding: body.span)
    } catch {
      throw .malformed
    }
  }

  private init(decoding bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard
      let network = NetworkID(publicKey: try reader.array(bytes, count: NetworkID.byteCount))
    else { throw .badValue }
    self.network = network
    presharedKey = try reader.array(bytes, count: SecurityLimits.presharedKeyBytes)
    inviter = try reader.array(bytes, count: StaticKey.byteCount)
    secret = try reader.array(bytes, count: SecurityLimits.invitationSecretBytes)
    expiresAt = try reader.uint64(bytes)
    let nameLength = try reader.count(bytes, atMost: SecurityLimits.nameBytesMax)
    name = String(decoding: try reader.array(bytes, count: nameLength), as: UTF8.self)
    guard NodeName.isValid(name) else { throw .badValue }
    endpoints = try reader.endpoints(bytes)
    try reader.finish()
  }

  private static func checksum(of bytes: [UInt8]) -> [UInt8] {
    Array(Hashing.sha256(bytes).prefix(checksumBytes))
  }
}
