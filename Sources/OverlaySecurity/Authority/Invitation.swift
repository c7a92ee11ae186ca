public import OverlayCore

/// Everything a new node needs to join, handed over by a person: which network, whom to ask and
/// where, and a secret that is good for one node until a date.
///
/// Whoever has the token can join in the new node's place, so it is handed over as carefully as
/// a password. See ``token`` for the text form.
public struct Invitation: Hashable, Sendable {
  /// The network to join.
  public let network: NetworkID
  /// The network's pre-shared key, 32 bytes, without which no node answers.
  public let presharedKey: [UInt8]
  /// The static public key of the node to ask, 32 bytes.
  public let inviter: [UInt8]
  /// Where that node can be reached, at most ``SecurityLimits/endpointsMax``.
  public let endpoints: [UnderlayAddress]
  /// What makes this invitation good for one node, 16 bytes.
  public let secret: [UInt8]
  /// The name that the new node will have.
  public let name: String
  /// When the invitation ends, in seconds since 1970.
  public let expiresAt: UInt64
}
