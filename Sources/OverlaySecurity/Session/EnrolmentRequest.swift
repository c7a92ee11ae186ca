import OverlayCore

/// A newcomer with an invitation, waiting for ``SecureNode/answer(_:with:now:)``.
public struct EnrolmentRequest: Hashable, Sendable {
  /// Which request this is.
  public var identifier: UInt32
  /// The invitation's secret.
  public var secret: [UInt8]
  /// The newcomer's public keys: the static one, which the handshake has proved, and the one that
  /// its holder names for signatures.
  public var keys: PublicKeys
}
