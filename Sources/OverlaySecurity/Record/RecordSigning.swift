public import OverlayCore

/// Owners' signatures under directory records, so that a root can withhold a record but not make
/// one up.
///
/// A record's proof is
///
/// ```
/// credential | signature 64, under a key that is a node's own: its ID, name or addresses
/// credential | subject 16 | signature 64, under any other key
/// ```
///
/// with the owner's encoded ``Credential``, the ``DirectorySubject`` that the key was made from, and
/// the signature by the credential's signing key over
///
/// ```
/// "selvedge record 2" | network 32 | removal 1 | key 16 | owner 16 | kind 1 | version 8
///   | lifetime 4 | payload
/// ```
///
/// Integers are big-endian. The credential is not signed along: it can be renewed and the record
/// signed anew without becoming another. The subject need not be, since the key is its digest.
public enum RecordSigning {
  private static let context = Array("selvedge record 2".utf8)

  /// The record with its owner's proof.
  ///
  /// - Parameters:
  ///   - record: what the owner says; an earlier proof is replaced.
  ///   - identity: the owner's keys.
  ///   - credential: what makes the owner a member.
  ///   - subject: what the record's key was made from; nil when the key is the owner's own.
  public static func sign(
    _ record: DirectoryRecord, with identity: StaticKey, credential: Credential,
    subject: DirectorySubject? = nil
  ) -> DirectoryRecord {
    var signed = record
    var proof = ByteBuilder(capacity: Limits.recordProofBytesMax)
    proof.append(credential.encoded)
    if let subject { proof.append(subject.digest) }
    proof.append(identity.signing.sign(signedBytes(of: record, network: credential.network)))
    signed.proof = proof.bytes
    return signed
  }

  /// Checks that the owner signed the record, that it may publish it under that key, and that it is
  /// a member now.
  ///
  /// - Parameters:
  ///   - record: may be hostile.
  ///   - network: the network that it was published in.
  ///   - revocations: those that are known.
  ///   - unixSeconds: the time of day, in seconds since 1970.
  /// - Returns: the owner's credential, which says its name and addresses.
  public static func verify(
    _ record: DirectoryRecord, network: NetworkID, revocations: RevocationList,
    at unixSeconds: UInt64
  ) throws(RecordError) -> Credential {
    let credential = try open(record, network: network)
    do throws(CredentialError) {
      guard !revocations.covers(credential) else { throw .revoked }
      try credential.verify(network: network, at: unixSeconds)
    } catch {
      throw .badCredential(error)
    }
    return credential
  }

  /// The half of ``verify(_:network:revocations:at:)`` that does not look at whether the credential
  /// is genuine and in force, for a caller that may know it already.
  ///
  /// - Returns: the credential that the proof names, which is still to be checked.
  public static func open(
    _ record: DirectoryRecord, network: NetworkID
  ) throws(RecordError) -> Credential {
    guard let proof = Proof(record) else { throw .malformed }
    let credential = proof.credential
    guard credential.node == record.owner else { throw .notOwner }
    guard mayLive(record, proof) else { throw .wrongKey }
    let statement = signedBytes(of: record, network: network)
    guard NodeSigningKey.verify(proof.signature, over: statement, by: credential.signingKey)
    else { throw .badSignature }
    return credential
  }

  /// A proof taken apart, nothing of it checked.
  private struct Proof {
    var credential: Credential
    /// nil for the kinds whose keys are their owner's own.
    var subject: DirectorySubject?
    var signature: [UInt8]

    init?(_ record: DirectoryRecord) {
      let signature = record.proof.count - SecurityLimits.signatureBytes
      let split = signature - (record.kind.isOfOwnKey ? 0 : DirectorySubject.byteCount)
      guard split > 0, let credential = try? Credential(decoding: Array(record.proof[..<split]))
      else { return nil }
      self.credential = credential
      self.signature = Array(record.proof[signature...])
      if split < signature {
        subject = DirectorySubject(
          digest: record.proof[split..<signature].reduce(0) { $0 << 8 | UInt128($1) })
      }
    }
  }

  /// Whether the record may live under its key: what is found by a node's ID, name or address is that
  /// node's alone to say, and every other kind, known or not, has keys that nothing of a node's can
  /// have.
  private static func mayLive(_ record: DirectoryRecord, _ proof: Proof) -> Bool {
    let owner = proof.credential
    return switch record.kind {
    case .node: record.key == DirectoryKey(owner.node)
    case .name: record.key == DirectoryKey(name: owner.name)
    case .address:
      record.key == DirectoryKey(overlayIPv4: owner.ipv4)
        || record.key
          == DirectoryKey(
            overlayIPv6: OverlayAddress.ipv6(owner.node, network: owner.network))
    default: record.key == proof.subject?.key(of: record.kind)
    }
  }

  private static func signedBytes(of record: DirectoryRecord, network: NetworkID) -> [UInt8] {
    var bytes = ByteBuilder(capacity: 128 + record.payload.count)
    bytes.append(context)
    bytes.append(network.publicKey)
    bytes.append(UInt8(record.isRemoval ? 1 : 0))
    bytes.append(record.key.value)
    bytes.append(record.owner.value)
    bytes.append(record.kind.rawValue)
    bytes.append(record.version)
    bytes.append(record.lifetimeSeconds)
    bytes.append(record.payload)
    return bytes.bytes
  }
}

extension DirectoryKind {
  /// Whether records of this kind live under keys that are their owner's own.
  var isOfOwnKey: Bool { self == .node || self == .name || self == .address }
}
