public import OverlayCore

/// Nodes' signatures under their own member records, so that nobody else can move a node, make it
/// newer than it is, or say in its name that it has left.
///
/// The signature is by the signing key that the node's ``Credential`` binds, over
///
/// ```
/// "selvedge member 2" | network 32 | node 16 | incarnation 8 | sequence 4 | flags 1
///   | n 1 | n × address 19
/// ```
///
/// Integers are big-endian. The credential is not signed along: it can be renewed without the
/// record becoming another.
public enum MemberRecordSigning {
  private static let context = Array("selvedge member 2".utf8)

  /// The record with its node's signature, in place of an earlier one.
  ///
  /// - Parameters:
  ///   - record: what the node says of itself.
  ///   - identity: the node's keys.
  ///   - network: the network that it says it in.
  public static func sign(
    _ record: MemberRecord, with identity: StaticKey, network: NetworkID
  ) -> MemberRecord {
    var signed = record
    signed.signature = identity.signing.sign(signedBytes(of: record, network: network))
    return signed
  }

  /// Whether the record is about the credential's node and that node signed it. Whether the
  /// credential is genuine and in force is the caller's to check.
  public static func isSigned(_ record: MemberRecord, by credential: Credential) -> Bool {
    guard record.node == credential.node, record.signature.count == SecurityLimits.signatureBytes,
      record.incarnation <= Limits.incarnationMax, record.sequence <= Limits.sequenceMax
    else { return false }
    return NodeSigningKey.verify(
      record.signature, over: signedBytes(of: record, network: credential.network),
      by: credential.signingKey)
  }

  private static func signedBytes(of record: MemberRecord, network: NetworkID) -> [UInt8] {
    var bytes = ByteBuilder(capacity: 160)
    bytes.append(context)
    bytes.append(network.publicKey)
    bytes.append(record.node.value)
    bytes.append(record.incarnation)
    bytes.append(record.sequence)
    bytes.append(record.flags)
    bytes.appendEndpoints(record.endpoints)
    return bytes.bytes
  }
}
