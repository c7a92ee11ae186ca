import OverlayCore

extension ByteReader {
  /// An encoded credential behind its two-byte length; not checked any further.
  mutating func credential(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> [UInt8] {
    let length = try longCount(bytes, atMost: SecurityLimits.credentialBytesMax)
    return try array(bytes, count: length)
  }

  /// Addresses behind their one-byte count.
  mutating func endpoints(
    _ bytes: borrowing Span<UInt8>
  ) throws(DecodeError) -> [UnderlayAddress] {
    let count = try count(bytes, atMost: SecurityLimits.endpointsMax)
    var endpoints: [UnderlayAddress] = []
    for _ in 0..<count { endpoints.append(try underlayAddress(bytes)) }
    return endpoints
  }
}
