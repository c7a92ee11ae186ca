import OverlayCore

extension ByteReader {
  /// An encoded credential behind its two-byte length; not checked any further.
  mutating func credential(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> [UInt8] {
    let length = Int(try uint16(bytes))
    guard length <= SecurityLimits.credentialBytesMax else { throw .tooLong }
    return try array(bytes, count: length)
  }

  /// Addresses behind their one-byte count.
  mutating func endpoints(
    _ bytes: borrowing Span<UInt8>
  ) throws(DecodeError) -> [UnderlayAddress] {
    let count = Int(try byte(bytes))
    guard count <= SecurityLimits.endpointsMax else { throw .tooLong }
    var endpoints: [UnderlayAddress] = []
    for _ in 0..<count { endpoints.append(try underlayAddress(bytes)) }
    return endpoints
  }
}
