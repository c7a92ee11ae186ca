/// Why bytes are not a usable key.
public enum KeyError: Error, Hashable, Sendable {
  /// Not the number of bytes such a key has.
  case wrongLength
  /// A public key for which every private key gives the same shared secret (RFC 7748,
  /// section 6.1), so that it would authenticate nobody.
  case contributesNothing
}

extension KeyError: CustomStringConvertible {
  /// What is wrong, for people.
  public var description: String {
    switch self {
    case .wrongLength: "a key must be exactly 32 bytes"
    case .contributesNothing: "the public key is one of the few that X25519 must refuse"
    }
  }
}
