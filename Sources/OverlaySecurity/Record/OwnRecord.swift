import OverlayCore

/// What this node says of itself, signed: incarnation, sequence, addresses, and whether it has left.
///
/// Each change is signed once, when it is made; gossip and handshakes repeat the signed record. A
/// node that meets a newer record of itself answers with the next incarnation (SWIM, section 4.2:
/// only the node itself may raise its number), which outranks the other everywhere.
struct OwnRecord {
  /// The record as it is now, signed.
  private(set) var record: MemberRecord
  private let identity: StaticKey
  private let network: NetworkID

  /// A first record of a start of the node.
  ///
  /// - Parameters:
  ///   - identity: The node's keys.
  ///   - credential: What makes it a member.
  ///   - incarnation: Greater than that of each start before.
  ///   - endpoints: Where it can be reached; those beyond ``Limits/endpointsMax`` are left out.
  init(
    identity: StaticKey, credential: Credential, incarnation: UInt64,
    endpoints: [UnderlayAddress]
  ) {
    self.identity = identity
    network = credential.network
    let record = MemberRecord(
      node: identity.node, incarnation: min(incarnation, Limits.incarnationMax), sequence: 0,
      endpoints: Array(endpoints.prefix(Limits.endpointsMax)), credential: credential.encoded)
    self.record = MemberRecordSigning.sign(record, with: identity, network: network)
  }

  /// Says other addresses; false when they are the same, when the node has left, or when the
  /// sequences are used up, which takes a change a second for 68 years.
  mutating func setEndpoints(_ endpoints: [UnderlayAddress]) -> Bool {
    let endpoints = Array(endpoints.prefix(Limits.endpointsMax))
    guard !record.hasDeparted, endpoints != record.endpoints,
      record.sequence < Limits.sequenceMax
    else { return false }
    record.sequence += 1
    record.endpoints = endpoints
    record = MemberRecordSigning.sign(record, with: identity, network: network)
    return true
  }

  /// Says that the node has left: the last record of this incarnation.
  mutating func depart() -> Bool {
    guard !record.hasDeparted, record.sequence < Limits.sequenceMax else { return false }
    record = MemberRecordSigning.sign(record.departing, with: identity, network: network)
    return true
  }

  /// Says all of it again in the incarnation after `incarnation`, so that it outranks what was met;
  /// false when there is no such incarnation.
  mutating func outrank(_ incarnation: UInt64) -> Bool {
    guard incarnation < Limits.incarnationMax, record.incarnation < Limits.incarnationMax else {
      return false
    }
    record.incarnation = max(incarnation, record.incarnation) + 1
    record.sequence = 0
    record = MemberRecordSigning.sign(record, with: identity, network: network)
    return true
  }
}
