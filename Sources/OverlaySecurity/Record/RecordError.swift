/// Why a record's proof does not hold.
public enum RecordError: Error, Hashable, Sendable {
  /// The proof is not a credential and a signature.
  case malformed
  /// The credential is another node's than the owner's.
  case notOwner
  /// The record lives under a key that is not its owner's to publish this kind under.
  case wrongKey
  /// The owner did not sign what the record says.
  case badSignature
  /// The owner's credential does not hold.
  case badCredential(CredentialError)
}

extension RecordError: CustomStringConvertible {
  /// What is wrong, for people.
  public var description: String {
    switch self {
    case .malformed: "the record's proof is not a credential and a signature"
    case .notOwner: "the record is signed by another node than the one it names as its owner"
    case .wrongKey: "the record lives under a key that its owner may not publish it under"
    case .badSignature: "the record is not what its owner signed; it is forged or damaged"
    case .badCredential(let error): "the record's owner cannot be trusted: \(error)"
    }
  }
}
