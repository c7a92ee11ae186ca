import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Signed member records")
struct MemberRecordSigningTests {
  private let endpoints = [
    UnderlayAddress(ipv4: 0xc000_0201, port: 7_272),
    UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96, port: 1),
  ]

  /// Of a call that changes what it is made on.
  private func expect<Value: Equatable>(_ expected: Value, _ found: Value) {
    #expect(found == expected)
  }

  private func member(
    _ name: String, in network: inout TestNetwork
  ) throws -> (key: StaticKey, credential: Credential) {
    let key = network.key()
    return (
      key, try network.authority.issue(name: name, keys: key.publicKeys, now: network.now)
    )
  }

  private func record(_ key: StaticKey, _ credential: Credential) -> MemberRecord {
    MemberRecordSigning.sign(
      MemberRecord(
        node: key.node, incarnation: 7, sequence: 3, endpoints: endpoints,
        credential: credential.encoded), with: key, network: credential.network)
  }

  @Test("what a node signed of itself is good, as a farewell too")
  func genuine() throws {
    var network = try TestNetwork()
    let (key, credential) = try member("alpha", in: &network)
    let signed = record(key, credential)
    #expect(signed.signature.count == SecurityLimits.signatureBytes)
    #expect(MemberRecordSigning.isSigned(signed, by: credential))
    let departed = MemberRecordSigning.sign(
      signed.departing, with: key, network: credential.network)
    #expect(MemberRecordSigning.isSigned(departed, by: credential))
  }

  @Test("nobody can change a field of it, leave the signature out or sign for another")
  func forged() throws {
    var network = try TestNetwork()
    let (key, credential) = try member("alpha", in: &network)
    let (other, otherCredential) = try member("beta", in: &network)
    let signed = record(key, credential)
    var forged = Array(repeating: signed, count: 10)
    forged[0].node = other.node
    forged[1].incarnation += 1
    forged[2].sequence += 1
    forged[3].hasDeparted = true
    forged[4].endpoints = []
    forged[5].endpoints[1].port = 2
    forged[6].endpoints.reverse()
    forged[7].signature = []
    forged[8].signature[63] ^= 1
    forged[9] = MemberRecordSigning.sign(signed, with: other, network: credential.network)
    for record in forged { #expect(!MemberRecordSigning.isSigned(record, by: credential)) }
    #expect(!MemberRecordSigning.isSigned(signed, by: otherCredential))
    var ofAnotherNetwork = try TestNetwork(seed: 2)
    let elsewhere = try ofAnotherNetwork.authority.issue(
      name: "alpha", keys: key.publicKeys, now: network.now)
    #expect(!MemberRecordSigning.isSigned(signed, by: elsewhere))
  }

  @Test("not even a node itself may sign a number that cannot be outranked")
  func tooGreat() throws {
    var network = try TestNetwork()
    let (key, credential) = try member("alpha", in: &network)
    for (incarnation, sequence) in [
      (Limits.incarnationMax + 1, 0), (1, Limits.sequenceMax + 1), (UInt64.max, UInt32.max),
    ] {
      let record = MemberRecordSigning.sign(
        MemberRecord(
          node: key.node, incarnation: incarnation, sequence: sequence, endpoints: [],
          credential: credential.encoded), with: key, network: credential.network)
      #expect(!MemberRecordSigning.isSigned(record, by: credential))
    }
  }

  @Test("each change of a node's own record is newer than the one before, and signed")
  func ownRecord() throws {
    var network = try TestNetwork()
    let (key, credential) = try member("alpha", in: &network)
    var own = OwnRecord(
      identity: key, credential: credential, incarnation: 5, endpoints: endpoints)
    var records = [own.record]
    expect(false, own.setEndpoints(endpoints))
    expect(true, own.setEndpoints(Array(endpoints.prefix(1))))
    records.append(own.record)
    expect(true, own.outrank(9))
    #expect(own.record.incarnation == 10)
    records.append(own.record)
    expect(true, own.setEndpoints(endpoints))
    records.append(own.record)
    expect(true, own.depart())
    #expect(own.record.hasDeparted)
    #expect(own.record.endpoints.isEmpty)
    records.append(own.record)
    expect(false, own.depart())
    expect(false, own.setEndpoints(endpoints))
    for (before, after) in zip(records, records.dropFirst()) {
      #expect(after.isNewer(than: before))
    }
    for record in records { #expect(MemberRecordSigning.isSigned(record, by: credential)) }
  }

  @Test("the greatest incarnation cannot be outranked, and nothing traps")
  func greatest() throws {
    var network = try TestNetwork()
    let (key, credential) = try member("alpha", in: &network)
    var own = OwnRecord(
      identity: key, credential: credential, incarnation: .max, endpoints: endpoints)
    #expect(own.record.incarnation == Limits.incarnationMax)
    expect(false, own.outrank(3))
    own = OwnRecord(identity: key, credential: credential, incarnation: 1, endpoints: endpoints)
    expect(false, own.outrank(Limits.incarnationMax))
    expect(true, own.outrank(Limits.incarnationMax - 1))
    #expect(own.record.incarnation == Limits.incarnationMax)
  }

  @Test("one newer record is answered, a second one soon after is a second host, a flood is not")
  func refutation() {
    var refutation = Refutation()
    func now(_ seconds: UInt64) -> Instant { Instant.zero + .seconds(seconds + 1) }
    expect(Refutation.Answer(refutes: true, isClone: false), refutation.meet(at: [], now: now(0)))
    expect(Refutation.Answer(refutes: true, isClone: true), refutation.meet(at: [], now: now(1)))
    expect(Refutation.Answer(refutes: true, isClone: false), refutation.meet(at: [], now: now(2)))
    expect(Refutation.Answer(refutes: false, isClone: false), refutation.meet(at: [], now: now(3)))
    expect(Refutation.Answer(refutes: true, isClone: false), refutation.meet(at: [], now: now(12)))
    expect(Refutation.Answer(refutes: true, isClone: true), refutation.meet(at: [], now: now(70)))
    expect(Refutation.Answer(refutes: true, isClone: false), refutation.meet(at: [], now: now(700)))
  }

  @Test("a second host with the same identity is known by its addresses for ten minutes")
  func rival() {
    var refutation = Refutation()
    let theirs = [TinyNetwork.address(9)]
    func now(_ seconds: UInt64) -> Instant { Instant.zero + .seconds(seconds + 1) }
    _ = refutation.meet(at: theirs, now: now(0))
    #expect(refutation.rivalAddresses(now: now(0)) == nil)
    _ = refutation.meet(at: theirs, now: now(5))
    #expect(refutation.rivalAddresses(now: now(5)) == theirs)
    #expect(refutation.rivalAddresses(now: now(604)) == theirs)
    #expect(refutation.rivalAddresses(now: now(606)) == nil)
  }
}
