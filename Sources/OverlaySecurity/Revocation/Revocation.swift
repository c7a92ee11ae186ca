public import OverlayCore

/// The network's signed word that a node is out: every credential of the node up to a serial
/// number is void, whatever its expiry says. A credential issued later, after a new invitation,
/// is good again.
///
/// ```
/// version 1 | node 16 | serial 4 | revoked at 8 | signature 64
/// ```
///
/// Integers are big-endian. The signature covers a context string and everything before it.
public struct Revocation: Hashable, Sendable {
  /// The node that is out.
  public let node: NodeID
  /// The last credential that is void.
  public let serial: UInt32
  /// When the authority decided it, in seconds since 1970.
  public let revokedAt: UInt64
  /// The network's signature, 64 bytes.
  public let signature: [UInt8]

  /// Bytes on the wire.
  public static let byteCount = 93
  private static let version: UInt8 = 1
  private static let context = Array("selvedge revocation 1".utf8)

  init(node: NodeID, serial: UInt32, revokedAt: UInt64, signature: [UInt8]) {
    self.node = node
    self.serial = serial
    self.revokedAt = revokedAt
    self.signature = signature
  }

  /// Checks that `network` signed this revocation.
  public func verify(network: NetworkID) throws(CredentialError) {
    let signed = Self.signedBytes(node: node, serial: serial, revokedAt: revokedAt)
    guard network.signed(signed, signature: signature) else { throw .badSignature }
  }

  /// Whether the credential is void because of this revocation.
  public func covers(_ credential: Credential) -> Bool {
    credential.serial <= serial && credential.node == node
  }

  /// What the network's key signs.
  static func signedBytes(node: NodeID, serial: UInt32, revokedAt: UInt64) -> [UInt8] {
    context + statement(node: node, serial: serial, revokedAt: revokedAt)
  }

  private static func statement(node: NodeID, serial: UInt32, revokedAt: UInt64) -> [UInt8] {
    var bytes = ByteBuilder(capacity: byteCount)
    bytes.append(version)
    bytes.append(node.value)
    bytes.append(serial)
    bytes.append(revokedAt)
    return bytes.bytes
  }
}

extension Revocation {
  /// The bytes on the wire, ``byteCount`` of them.
  public var encoded: [UInt8] {
    Self.statement(node: node, serial: serial, revokedAt: revokedAt) + signature
  }

  /// Reads a revocation that fills the span. Its signature is checked by ``verify(network:)``.
  public init(decoding bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == Self.version else { throw .unknownKind }
    node = try reader.nodeID(bytes)
    serial = try reader.uint32(bytes)
    revokedAt = try reader.uint64(bytes)
    signature = try reader.array(bytes, count: SecurityLimits.signatureBytes)
    try reader.finish()
  }

  /// Reads a revocation that fills the array.
  public init(decoding bytes: [UInt8]) throws(DecodeError) {
    try self.init(decoding: bytes.span)
  }
}

extension Revocation: Codable {
  /// Reads the encoded bytes as base64url.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = Base64URL.decode(try container.decode(String.self)),
      let revocation = try? Revocation(decoding: bytes)
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a revocation")
    }
    self = revocation
  }

  /// Writes the encoded bytes as base64url.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Base64URL.encode(encoded))
  }
}
