import OverlayCore

/// A newcomer with an invitation, waiting for ``SecureNode/answer(_:with:now:)``.
public struct EnrolmentRequest: Hashable, Sendable {
  /// Which request this is.
  public var identifier: UInt32
  /// The invitation's secret.
  public var secret: [UInt8]
  /// The newcomer's static public key, which the handshake has proved.
  public var nodeKey: [UInt8]
}
