import Crypto

/// The layouts that change with the wire's version, in one place.
enum HandWire {
  /// The version that this peer speaks.
  static let version: UInt8 = 2
  /// What stands in front of an initiation's kind.
  static var initiationFront: [UInt8] {
    version == 1 ? [1] : [1, version, version, 0, 0, 0, 0]
  }
  /// Bytes in front of a response's sender.
  static var responseFrontBytes: Int { version == 1 ? 1 : 7 }

  static func prologue(network: [UInt8]) -> [UInt8] {
    Array("selvedge 2".utf8) + network + (version == 1 ? [] : initiationFront)
  }

  /// What an initiator says of itself under the seal.
  struct Statement {
    var path: UInt8
    var incarnation: UInt64
    /// Grows with each initiation.
    var number: UInt64
    var endpoints: [HandAddress]
  }

  static func initiationPayload(_ said: Statement, as member: HandMember) throws -> [UInt8] {
    let start = HandBytes().byte(0).byte(said.path)
    let addresses = said.endpoints.reduce(HandBytes([UInt8(said.endpoints.count)])) {
      $0.address($1)
    }
    let credential = HandBytes().integer(UInt64(member.credential.count), 2)
      .raw(member.credential)
    guard version == 1 else {
      let record = try member.signature(
        incarnation: said.incarnation, sequence: 0, flags: 0, addresses: addresses.bytes)
      return start.integer(said.incarnation, 8).integer(said.number, 8).integer(0, 4)
        .raw(addresses.bytes).raw(credential.bytes).raw(record).bytes
    }
    return start.integer(said.number, 8).integer(0, 4).integer(said.incarnation, 8)
      .raw(credential.bytes).raw(addresses.bytes).bytes
  }

  /// A member's record, frame 7; the signature is there from version 2 on.
  static func memberRecord(
    node: [UInt8], incarnation: UInt64, sequence: UInt32, endpoints: [HandAddress],
    credential: [UInt8], signature: [UInt8] = [UInt8](repeating: 9, count: 64)
  ) -> [UInt8] {
    let addresses = endpoints.reduce(HandBytes([UInt8(endpoints.count)])) { $0.address($1) }
    let front = HandBytes([7]).raw(node).integer(incarnation, 8).integer(UInt64(sequence), 4)
    let frame = (version == 1 ? front : front.byte(0)).raw(addresses.bytes)
      .integer(UInt64(credential.count), 2).raw(credential)
    return version == 1 ? frame.bytes : frame.raw(signature).bytes
  }
}

/// Keys and credential of a member, as they lie in a state directory.
struct HandMember {
  let key: Curve25519.KeyAgreement.PrivateKey
  let credential: [UInt8]
  let presharedKey: [UInt8]

  init(key: [UInt8], credential: [UInt8], presharedKey: [UInt8]) throws {
    self.key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: key)
    self.credential = credential
    self.presharedKey = presharedKey
  }

  /// A credential begins | version 1 | network 32 | node's key 32 |.
  var network: [UInt8] { Array(credential[1..<33]) }

  static func key(in credential: [UInt8]) -> [UInt8] { Array(credential[33..<65]) }

  /// The first 16 bytes of a key's SHA-256.
  static func node(_ key: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: key).prefix(16)) }

  var node: [UInt8] { Self.node(Self.key(in: credential)) }

  /// The signature over what a member record says.
  func signature(
    incarnation: UInt64, sequence: UInt64, flags: UInt8, addresses: [UInt8]
  ) throws -> [UInt8] {
    let statement = HandBytes(Array("selvedge member 2".utf8)).raw(network).raw(node)
      .integer(incarnation, 8).integer(sequence, 4).byte(flags).raw(addresses)
    return Array(try signingKey.signature(for: statement.bytes))
  }

  /// The proof of a directory record: the credential, and a signature over what the record says.
  func recordProof(
    key: [UInt8], kind: UInt8, subject: [UInt8], version: UInt64, lifetime: UInt64,
    payload: [UInt8]
  ) throws -> [UInt8] {
    let statement = HandBytes(Array("selvedge record 2".utf8)).raw(network).byte(0).raw(key)
      .raw(node).byte(kind).integer(version, 8).integer(lifetime, 4).raw(payload)
    return credential + subject + Array(try signingKey.signature(for: statement.bytes))
  }

  /// Where records of a kind about a subject live:
  /// SHA-256("selvedge key kind" ‖ 0 ‖ kind ‖ subject), cut to 16 bytes.
  static func key(of kind: UInt8, subject: [UInt8]) -> [UInt8] {
    let input = Array("selvedge key kind".utf8) + [0, kind] + subject
    return Array(Array(SHA256.hash(data: input)).prefix(16))
  }

  /// HKDF of the static key.
  private var signingKey: Curve25519.Signing.PrivateKey {
    get throws {
      let seed = HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: Array(key.rawRepresentation)),
        info: Array("selvedge record signing 1".utf8), outputByteCount: 32)
      return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    }
  }
}
