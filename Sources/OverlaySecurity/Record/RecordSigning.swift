public import OverlayCore

/// Owners' signatures under directory records, so that a root can withhold a record but not make
/// one up.
///
/// A record's proof is
///
/// ```
/// credential | signature 64
/// ```
///
/// with the owner's encoded ``Credential``, and the signature by the credential's signing key over
///
/// ```
/// "selvedge record 1" | network 32 | removal 1 | key 16 | owner 16 | kind 1 | version 8
///   | lifetime 4 | payload
/// ```
///
/// Integers are big-endian. The credential is not signed along: it can be renewed and the record
/// signed anew without becoming another.
public enum RecordSigning {
  private static let context = Array("selvedge record 1".utf8)

  /// The record with its owner's proof.
  ///
  /// - Parameters:
  ///   - record: what the owner says; an earlier proof is replaced.
  ///   - identity: the owner's keys.
  ///   - credential: what makes the owner a member.
  public static func sign(
    _ record: DirectoryRecord, with identity: StaticKey, credential: Credential
  ) -> DirectoryRecord {
    var signed = record
    let statement = signedBytes(of: record, network: credential.network)
    signed.proof = credential.encoded + identity.signing.sign(statement)
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
    let split = record.proof.count - SecurityLimits.signatureBytes
    guard split > 0,
      let credential = try? Credential(decoding: Array(record.proof[..<split]))
    else { throw .malformed }
    guard credential.node == record.owner else { throw .notOwner }
    guard mayPublish(credential, record) else { throw .wrongKey }
    let statement = signedBytes(of: record, network: network)
    guard
      NodeSigningKey.verify(
        Array(record.proof[split...]), over: statement, by: credential.signingKey)
    else { throw .badSignature }
    return credential
  }

  /// Whether this kind of record may live there: what is found by a node's ID, name or address is
  /// that node's to say. Everything else is for those who look it up to judge.
  private static func mayPublish(_ owner: Credential, _ record: DirectoryRecord) -> Bool {
    switch record.kind {
    case .node: record.key == DirectoryKey(owner.node)
    case .name: record.key == DirectoryKey(name: owner.name)
    case .address:
      record.key == DirectoryKey(overlayIPv4: owner.ipv4)
        || record.key
          == DirectoryKey(
            overlayIPv6: OverlayAddress.ipv6(owner.node, network: owner.network))
    default: true
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
