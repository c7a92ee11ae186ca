import OverlayCore

extension ByteBuilder {
  /// An encoded credential behind its two-byte length.
  mutating func appendCredential(_ credential: [UInt8]) {
    precondition(
      credential.count <= SecurityLimits.credentialBytesMax, "a credential is at most 512 bytes")
    append(UInt16(credential.count))
    append(credential)
  }

  /// Addresses behind their one-byte count. Those beyond the limit are left out.
  mutating func appendEndpoints(_ endpoints: [UnderlayAddress]) {
    let kept = endpoints.prefix(SecurityLimits.endpointsMax)
    append(UInt8(kept.count))
    for endpoint in kept { append(endpoint) }
  }
}
