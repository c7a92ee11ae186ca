public import OverlayCore

extension Credential {
  /// The bytes on the wire, at most ``SecurityLimits/credentialBytesMax``.
  public var encoded: [UInt8] { statement.encoded + signature }

  /// Reads a credential that fills the span. Its signature is checked by ``verify(network:at:)``.
  public init(decoding bytes: borrowing Span<UInt8>) throws(DecodeError) {
    guard bytes.count <= SecurityLimits.credentialBytesMax else { throw .tooLong }
    var reader = ByteReader(bytes)
    let statement = try CredentialStatement(bytes, reader: &reader)
    let signature = try reader.array(bytes, count: SecurityLimits.signatureBytes)
    try reader.finish()
    self.init(statement, signature: signature)
  }

  /// Reads a credential that fills the array.
  public init(decoding bytes: [UInt8]) throws(DecodeError) {
    try self.init(decoding: bytes.span)
  }
}

extension Credential: Codable {
  /// Reads the encoded bytes as base64url.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = Base64URL.decode(try container.decode(String.self)),
      let credential = try? Credential(decoding: bytes)
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a credential")
    }
    self = credential
  }

  /// Writes the encoded bytes as base64url, so that what is stored is what was signed.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Base64URL.encode(encoded))
  }
}
