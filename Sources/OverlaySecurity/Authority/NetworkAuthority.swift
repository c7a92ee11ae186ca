public import OverlayCore

/// The one who decides who is in a network: holds its signing key and pre-shared key, numbers the
/// credentials, hands out addresses, and remembers invitations and revocations.
///
/// A value without clock or file. Whoever changes it stores it (it is `Codable`) before telling
/// anybody the outcome, so that a crash forgets no address that was given away.
public struct NetworkAuthority: Sendable {
  /// The network's pre-shared key, 32 bytes; part of every invitation.
  public let presharedKey: [UInt8]
  /// The overlay's IPv4 addresses, of which the first node gets the first.
  public let addresses: AddressPrefix
  /// How long a credential is valid, in seconds.
  public let credentialLifetimeSeconds: UInt64

  let signingKey: SigningKey
  var nextSerial: UInt32
  var nextHost: UInt32
  var credentialsByName: [String: Credential]
  var namesByNode: [NodeID: String]
  var invitationsByKey: [String: InvitationRecord]
  var revocationsByNode: [NodeID: Revocation]

  /// One year: long enough that a network left alone keeps running, short enough that a node
  /// nobody remembers drops out by itself.
  public static let standardLifetimeSeconds: UInt64 = 365 * 86_400

  /// Founds a network.
  ///
  /// - Parameters:
  ///   - addresses: the overlay's IPv4 range, length 30 or shorter.
  ///   - credentialLifetimeSeconds: how long each credential is valid.
  ///   - entropy: where the network's two keys come from.
  /// - Throws: ``AuthorityError/badAddressRange``.
  public init(
    addresses: AddressPrefix, credentialLifetimeSeconds: UInt64 = standardLifetimeSeconds,
    entropy: inout Entropy
  ) throws(AuthorityError) {
    guard addresses.family == .ipv4, addresses.length <= 30 else { throw .badAddressRange }
    self.addresses = addresses
    self.credentialLifetimeSeconds = credentialLifetimeSeconds
    signingKey = SigningKey(entropy: &entropy)
    presharedKey = entropy.bytes(SecurityLimits.presharedKeyBytes)
    nextSerial = 1
    nextHost = 1
    credentialsByName = [:]
    namesByNode = [:]
    invitationsByKey = [:]
    revocationsByNode = [:]
  }

  /// The network's identifier.
  public var network: NetworkID { signingKey.network }

  /// The members' credentials in the order in which they were issued.
  public var members: [Credential] {
    credentialsByName.values.sorted { $0.serial < $1.serial }
  }

  /// Everything revoked so far, by node, for nodes that start.
  public var revocations: [Revocation] {
    revocationsByNode.values.sorted { $0.node < $1.node }
  }

  /// The newest time that this authority has signed, in seconds since 1970: no clock that says less
  /// is right.
  public var newestSignedTime: UInt64 {
    let issued = credentialsByName.values.reduce(0) { max($0, $1.issuedAt) }
    return revocationsByNode.values.reduce(issued) { max($0, $1.revokedAt) }
  }

  /// The names for which an invitation is open at a time of day, in order.
  public func openInvitations(now: UInt64) -> [String] {
    invitationsByKey.values.filter { $0.usedBy == nil && now < $0.expiresAt }.map(\.name).sorted()
  }

  /// A member's credential; nil when no member has this name.
  public func member(named name: String) -> Credential? {
    credentialsByName[name]
  }

  /// A member's credential; nil when the node is not a member.
  public func member(_ node: NodeID) -> Credential? {
    namesByNode[node].flatMap { credentialsByName[$0] }
  }
}
