public import OverlayCore

/// What lets a node in: the network's statement, signed with its Ed25519 key, that the holder of a
/// static key signs with another, has a name and addresses and may play certain roles until a date.
///
/// Every node checks it by itself with the network's identifier, so nobody is asked during a
/// handshake. On the wire, with n bytes of name and p prefixes:
///
/// ```
/// version 2 | network 32 | node key 32 | signing key 32 | serial 4 | issued 8 | expires 8
///   | IPv4 4 | its prefix 1 | roles 1 | name length 1 | name n | prefix count 1
///   | p times: family 1, length 1, address 4 or 16 | signature 64
/// ```
///
/// Integers are big-endian. The signature covers a context string and everything before it.
public struct Credential: Hashable, Sendable {
  /// The network that issued it.
  public let network: NetworkID
  /// The node's X25519 static public key, 32 bytes.
  public let nodeKey: [UInt8]
  /// The node's Ed25519 public key, 32 bytes, which checks what it publishes in the directory.
  public let signingKey: [UInt8]
  /// The node's name in the network: see ``NodeName``.
  public let name: String
  /// The node's IPv4 address in the overlay.
  public let ipv4: UInt32
  /// The length of the overlay's IPv4 prefix, 0 to 32, for the interface's netmask.
  public let ipv4PrefixLength: UInt8
  /// Addresses outside the overlay that the node may serve, at most
  /// ``SecurityLimits/prefixesMax``.
  public let prefixes: [AddressPrefix]
  /// What the node may do for others.
  public let roles: CredentialRoles
  /// Grows with every credential that the network issues.
  public let serial: UInt32
  /// Start of validity, in seconds since 1970.
  public let issuedAt: UInt64
  /// End of validity, in seconds since 1970.
  public let expiresAt: UInt64
  /// The network's signature, 64 bytes.
  public let signature: [UInt8]

  /// How far a clock may be off either way before it decides anything, in seconds: a day. A node
  /// takes a credential that long before its start and after its end, so that a clock set to the
  /// wrong time zone, or not set yet, keeps nobody out.
  public static let clockToleranceSeconds: UInt64 = 86_400

  /// The identifier of the node that the credential is for.
  public var node: NodeID { NodeID(publicKey: nodeKey) }

  init(_ statement: CredentialStatement, signature: [UInt8]) {
    network = statement.network
    nodeKey = statement.nodeKey
    signingKey = statement.signingKey
    name = statement.name
    ipv4 = statement.ipv4
    ipv4PrefixLength = statement.ipv4PrefixLength
    prefixes = statement.prefixes
    roles = statement.roles
    serial = statement.serial
    issuedAt = statement.issuedAt
    expiresAt = statement.expiresAt
    self.signature = signature
  }

  /// Checks that `network` issued this credential and that it is valid now.
  ///
  /// Revocations are checked by ``RevocationList``.
  /// - Parameter unixSeconds: the time of day, in seconds since 1970.
  public func verify(
    network: NetworkID, at unixSeconds: UInt64
  ) throws(CredentialError) {
    guard self.network == network else { throw .wrongNetwork }
    guard !isExpired(at: unixSeconds) else { throw .expired }
    let (latest, overflow) = unixSeconds.addingReportingOverflow(Self.clockToleranceSeconds)
    guard overflow || issuedAt <= latest else { throw .notYetValid }
    // Last, because it costs a thousand times the rest.
    guard isSigned else { throw .badSignature }
  }

  /// Whether the end of validity is over, beyond what clocks may disagree.
  public func isExpired(at unixSeconds: UInt64) -> Bool {
    let (end, overflow) = expiresAt.addingReportingOverflow(Self.clockToleranceSeconds)
    return !overflow && unixSeconds >= end
  }

  /// Whether the network issued this credential, whatever its dates: what a node asks that does not
  /// yet know whether its clock is right.
  public func isGenuine(in network: NetworkID) -> Bool { self.network == network && isSigned }

  /// Whether the network that the credential names has signed it, whatever its dates.
  var isSigned: Bool { network.signed(statement.signedBytes, signature: signature) }

  var statement: CredentialStatement {
    CredentialStatement(
      network: network, nodeKey: nodeKey, signingKey: signingKey, name: name, ipv4: ipv4,
      ipv4PrefixLength: ipv4PrefixLength, prefixes: prefixes, roles: roles, serial: serial,
      issuedAt: issuedAt, expiresAt: expiresAt)
  }
}
