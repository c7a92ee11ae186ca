/// What a credential lets its node do for others.
public struct CredentialRoles: OptionSet, Hashable, Sendable, Codable {
  /// One bit per role, as on the wire.
  public let rawValue: UInt8

  /// Wraps the bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// May carry packets between other nodes.
  public static let relay = CredentialRoles(rawValue: 1)
  /// May carry packets out of the overlay to any address.
  public static let exit = CredentialRoles(rawValue: 2)
  /// Holds the network's signing key and answers enrolments.
  public static let authority = CredentialRoles(rawValue: 4)

  /// Every role that this version knows.
  public static let all: CredentialRoles = [.relay, .exit, .authority]
}
