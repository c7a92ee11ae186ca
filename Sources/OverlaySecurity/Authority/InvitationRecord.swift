/// What the authority keeps about an invitation: not its secret, only the secret's hash, so that
/// a stolen state file lets nobody in by itself.
struct InvitationRecord: Hashable, Sendable, Codable {
  /// The name that the new member will have.
  var name: String
  /// What the new member may do for others.
  var roles: CredentialRoles
  /// What the new member may serve.
  var prefixes: [AddressPrefix]
  /// When the invitation ends, in seconds since 1970.
  var expiresAt: UInt64
  /// The static public key of the node that used it, as base64url; nil while it is open.
  var usedBy: String?

  /// Under what an invitation with this secret is kept.
  static func key(secret: [UInt8]) -> String {
    Base64URL.encode(Hashing.sha256(Array("selvedge invitation".utf8), secret))
  }
}
