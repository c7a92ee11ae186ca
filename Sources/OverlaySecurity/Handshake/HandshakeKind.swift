/// The first byte of a handshake datagram. Data frames have numbers of their own.
public enum HandshakeKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Asks for a session or for enrolment: ``InitiationFrame``.
  case initiation = 1
  /// Answers an initiation: ``ResponseFrame``.
  case response = 2
  /// Asks a sender to prove its address first: ``CookieReplyFrame``.
  case cookieReply = 3
  /// Says that the two sides have no version in common: ``VersionReplyFrame``. Five and six are
  /// distance probes.
  case versionReply = 8
  /// Tells a revoked node that it is: ``RevocationNotice``.
  case revocationNotice = 9
}
