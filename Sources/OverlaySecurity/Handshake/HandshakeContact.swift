public import OverlayCore

/// A member that a newly enrolled node can turn to first.
public struct HandshakeContact: Hashable, Sendable {
  /// The member's encoded ``Credential``, which has its static public key.
  public var credential: [UInt8]
  /// Where it can be reached, at most ``SecurityLimits/endpointsMax``.
  public var endpoints: [UnderlayAddress]

  /// A member with its credential and addresses.
  public init(credential: [UInt8], endpoints: [UnderlayAddress]) {
    self.credential = credential
    self.endpoints = endpoints
  }
}
