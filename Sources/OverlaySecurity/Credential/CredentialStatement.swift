import OverlayCore

/// A credential before it is signed.
struct CredentialStatement {
  var network: NetworkID
  var nodeKey: [UInt8]
  var signingKey: [UInt8]
  var name: String
  var ipv4: UInt32
  var ipv4PrefixLength: UInt8
  var prefixes: [AddressPrefix]
  var roles: CredentialRoles
  var serial: UInt32
  var issuedAt: UInt64
  var expiresAt: UInt64

  static let version: UInt8 = 2
  private static let context = Array("selvedge credential 2".utf8)

  /// The bytes that the network's key signs. The context keeps a signature from being presented
  /// as one over another kind of statement.
  var signedBytes: [UInt8] { Self.context + encoded }

  /// The bytes on the wire, without the signature.
  var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: SecurityLimits.credentialBytesMax)
    bytes.append(Self.version)
    bytes.append(network.publicKey)
    bytes.append(nodeKey)
    bytes.append(signingKey)
    bytes.append(serial)
    bytes.append(issuedAt)
    bytes.append(expiresAt)
    bytes.append(ipv4)
    bytes.append(ipv4PrefixLength)
    bytes.append(roles.rawValue)
    bytes.append(UInt8(truncatingIfNeeded: name.utf8.count))
    bytes.append(Array(name.utf8))
    bytes.append(UInt8(truncatingIfNeeded: prefixes.count))
    for prefix in prefixes {
      bytes.append(prefix.family.rawValue)
      bytes.append(prefix.length)
      switch prefix.family {
      case .ipv4: bytes.append(UInt32(truncatingIfNeeded: prefix.address))
      case .ipv6: bytes.append(prefix.address)
      }
    }
    return bytes.bytes
  }
}

extension CredentialStatement {
  /// Reads a statement and leaves the reader behind it.
  init(_ bytes: borrowing Span<UInt8>, reader: inout ByteReader) throws(DecodeError) {
    guard try reader.byte(bytes) == Self.version else { throw .unknownKind }
    guard
      let network = NetworkID(
        publicKey: try reader.array(bytes, count: NetworkID.byteCount))
    else { throw .badValue }
    self.network = network
    nodeKey = try reader.array(bytes, count: StaticKey.byteCount)
    signingKey = try reader.array(bytes, count: NodeSigningKey.byteCount)
    serial = try reader.uint32(bytes)
    issuedAt = try reader.uint64(bytes)
    expiresAt = try reader.uint64(bytes)
    ipv4 = try reader.uint32(bytes)
    ipv4PrefixLength = try reader.byte(bytes)
    guard ipv4PrefixLength <= 32 else { throw .badValue }
    roles = CredentialRoles(rawValue: try reader.byte(bytes))
    guard roles.isSubset(of: .all) else { throw .badValue }
    let nameLength = try reader.count(bytes, atMost: SecurityLimits.nameBytesMax)
    name = String(decoding: try reader.array(bytes, count: nameLength), as: UTF8.self)
    guard NodeName.isValid(name) else { throw .badValue }
    let prefixCount = try reader.count(bytes, atMost: SecurityLimits.prefixesMax)
    prefixes = []
    for _ in 0..<prefixCount {
      prefixes.append(try Self.prefix(bytes, reader: &reader))
    }
  }

  private static func prefix(
    _ bytes: borrowing Span<UInt8>, reader: inout ByteReader
  ) throws(DecodeError) -> AddressPrefix {
    guard let family = UnderlayAddress.Family(rawValue: try reader.byte(bytes)) else {
      throw .badValue
    }
    let length = try reader.byte(bytes)
    let address: UInt128
    switch family {
    case .ipv4: address = UInt128(try reader.uint32(bytes))
    case .ipv6: address = try reader.uint128(bytes)
    }
    guard let prefix = AddressPrefix(family: family, address: address, length: length) else {
      throw .badValue
    }
    return prefix
  }
}
