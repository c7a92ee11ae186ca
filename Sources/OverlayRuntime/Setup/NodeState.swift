public import OverlayCore
public import OverlaySecurity

/// Who a node is: everything that a state directory holds about it, apart from its settings.
public struct NodeState: Sendable {
  /// The node's static key.
  public var identity: StaticKey
  /// The network it belongs to.
  public var network: NetworkRecord
  /// The network's word for it.
  public var credential: Credential
  /// Members known from before.
  public var members: [MemberRecord]
  /// Revocations known from before.
  public var revocations: [Revocation]
  /// The newest time that the network has signed, in seconds since 1970; zero when none is known.
  public var signedTime: UInt64
  /// What was damaged and could be done without, for the log: a sentence each, without its full stop.
  public var warnings: [String]

  /// A state with every part given.
  public init(
    identity: StaticKey, network: NetworkRecord, credential: Credential,
    members: [MemberRecord] = [], revocations: [Revocation] = [], signedTime: UInt64 = 0,
    warnings: [String] = []
  ) {
    self.identity = identity
    self.network = network
    self.credential = credential
    self.members = members
    self.revocations = revocations
    self.signedTime = signedTime
    self.warnings = warnings
  }
}
