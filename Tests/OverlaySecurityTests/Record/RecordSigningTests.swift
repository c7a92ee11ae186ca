import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Owners' signatures")
struct RecordSigningTests {
  /// A member with all that it takes to sign.
  private struct Member {
    let key: StaticKey
    let credential: Credential

    init(_ name: String, in network: inout TestNetwork) throws {
      key = network.key()
      credential = try network.authority.issue(
        name: name, keys: key.publicKeys, now: network.now)
    }

    /// An unsigned record of this member's.
    func record(
      key: DirectoryKey, kind: DirectoryKind = .application, version: UInt64 = 1,
      payload: [UInt8]? = [1, 2, 3]
    ) -> DirectoryRecord {
      DirectoryRecord(
        identity: .init(key: key, owner: self.key.node, kind: kind), version: version,
        lifetimeSeconds: 600, payload: payload)
    }

    func signed(
      _ record: DirectoryRecord, subject: DirectorySubject? = RecordSigningTests.subject
    ) -> DirectoryRecord {
      RecordSigning.sign(record, with: key, credential: credential, subject: subject)
    }
  }

  private static let subject = DirectorySubject(hashing: Array("a key".utf8))
  private let key = subject.key()

  private func verify(
    _ record: DirectoryRecord, in network: TestNetwork, revoked: [Revocation] = [],
    later: UInt64 = 0
  ) throws -> Credential {
    var list = RevocationList()
    for revocation in revoked {
      _ = try list.insert(revocation, network: network.authority.network)
    }
    return try RecordSigning.verify(
      record, network: network.authority.network, revocations: list, at: network.now + later)
  }

  @Test("what an owner signed is good, and says who the owner is")
  func genuine() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    for payload in [[1, 2, 3], [], nil] as [[UInt8]?] {
      let record = owner.signed(owner.record(key: key, payload: payload))
      #expect(record.isSound)
      #expect(try verify(record, in: network) == owner.credential)
    }
  }

  @Test("a root that alters any part of a record is caught by whoever asks")
  func altered() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    let genuine = owner.signed(owner.record(key: key))
    for change: (inout DirectoryRecord) -> Void in [
      { $0.identity.key = DirectoryKey($0.key.value ^ 1) },
      { $0.identity.kind = DirectoryKind(rawValue: 200) },
      {
        $0.identity.kind = DirectoryKind(rawValue: 200)
        $0.identity.key = Self.subject.key(of: $0.kind)
      },
    ] {
      var record = genuine
      change(&record)
      #expect(throws: RecordError.self) { try verify(record, in: network) }
    }
    let changes: [(inout DirectoryRecord) -> Void] = [
      { $0.version += 1 },
      { $0.lifetimeSeconds += 1 },
      { $0.payload[0] ^= 1 },
      { $0.payload.append(0) },
      { $0.payload.removeLast() },
      {
        $0.isRemoval = true
        $0.payload = []
      },
    ]
    for change in changes {
      var record = genuine
      change(&record)
      #expect(throws: RecordError.badSignature) { try verify(record, in: network) }
    }
    var record = genuine
    record.identity.owner = NodeID(1)
    #expect(throws: RecordError.notOwner) { try verify(record, in: network) }
  }

  @Test("a root that makes up a record is caught, whichever credential it shows")
  func forged() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    let root = try Member("root", in: &network)
    // The owner's credential, which everybody has seen, and the root's own signature.
    let forged = RecordSigning.sign(
      owner.record(key: key, version: 2), with: root.key, credential: owner.credential,
      subject: Self.subject)
    #expect(throws: RecordError.badSignature) { try verify(forged, in: network) }
    // Its own credential and signature, in the owner's name.
    let borrowed = root.signed(owner.record(key: key, version: 2))
    #expect(throws: RecordError.notOwner) { try verify(borrowed, in: network) }
    // A credential in the owner's name that nobody issued, with a key that the root can sign with.
    var statement = owner.credential.statement
    statement.signingKey = root.key.publicKeys.signing
    let invented = Credential(statement, signature: owner.credential.signature)
    let record = RecordSigning.sign(
      owner.record(key: key, version: 2), with: root.key, credential: invented,
      subject: Self.subject)
    #expect(throws: RecordError.badCredential(.badSignature)) { try verify(record, in: network) }
  }

  @Test("any bit of the proof that is changed is noticed")
  func everyBit() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    let genuine = owner.signed(owner.record(key: key))
    for bit in 0..<(genuine.proof.count * 8) {
      var record = genuine
      record.proof[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: RecordError.self, "bit \(bit)") { try verify(record, in: network) }
    }
    for length in 0..<genuine.proof.count {
      var record = genuine
      record.proof = Array(genuine.proof.prefix(length))
      #expect(throws: RecordError.malformed) { try verify(record, in: network) }
    }
  }

  @Test("an owner that was put out, or whose time is over, or from elsewhere, is not believed")
  func membership() throws {
    var network = try TestNetwork(lifetimeSeconds: 1_000)
    var other = try TestNetwork(seed: 2)
    let owner = try Member("owner", in: &network)
    let stranger = try Member("stranger", in: &other)
    let record = owner.signed(owner.record(key: key))
    #expect(try verify(record, in: network, later: 999) == owner.credential)
    #expect(throws: RecordError.badCredential(.expired)) {
      try verify(record, in: network, later: 1_000 + Credential.clockToleranceSeconds)
    }
    let revocation = try network.authority.revoke(owner.key.node, now: network.now)
    #expect(throws: RecordError.badCredential(.revoked)) {
      try verify(record, in: network, revoked: [revocation])
    }
    // Signed for its own network, so that not even the signature is good here.
    let foreign = stranger.signed(stranger.record(key: key))
    #expect(throws: RecordError.badSignature) { try verify(foreign, in: network) }
  }

  @Test("a renewed credential goes with a record that is signed anew, under the same version")
  func renewed() throws {
    var network = try TestNetwork(lifetimeSeconds: 1_000)
    let owner = try Member("owner", in: &network)
    let record = owner.record(key: key)
    let renewed = try network.authority.renew(owner.key.node, now: network.now + 900)
    #expect(renewed.signingKey == owner.credential.signingKey)
    let again = RecordSigning.sign(
      record, with: owner.key, credential: renewed, subject: Self.subject)
    #expect(try verify(again, in: network, later: 1_500) == renewed)
  }

  @Test("nodes, names and addresses are published by whoever has them, and by nobody else")
  func places() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    let squatter = try Member("squatter", in: &network)
    let id = network.authority.network
    let node = owner.key.node
    let places: [(DirectoryKind, DirectoryKey)] = [
      (.node, DirectoryKey(node)), (.name, DirectoryKey(name: "owner")),
      (.address, DirectoryKey(overlayIPv4: owner.credential.ipv4)),
      (.address, DirectoryKey(overlayIPv6: OverlayAddress.ipv6(node, network: id))),
    ]
    for (kind, key) in places {
      let good = owner.signed(owner.record(key: key, kind: kind), subject: nil)
      #expect(try verify(good, in: network) == owner.credential)
      // Under no kind at all, known or not, with whatever it calls the key's subject.
      for rawValue: UInt8 in 1...255 {
        let record = squatter.record(key: key, kind: DirectoryKind(rawValue: rawValue))
        for subject in [nil, Self.subject, DirectorySubject(digest: key.value)] {
          let bad = squatter.signed(record, subject: subject)
          #expect(throws: RecordError.self, "kind \(rawValue)") { try verify(bad, in: network) }
        }
      }
    }
  }

  @Test("a key without an owner holds records of one kind, one for each who publishes there")
  func subjects() throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    for rawValue: UInt8 in [2, 5, 9, 200, 255] {
      let kind = DirectoryKind(rawValue: rawValue)
      let record = owner.record(key: Self.subject.key(of: kind), kind: kind)
      #expect(try verify(owner.signed(record), in: network) == owner.credential)
      var elsewhere = record
      elsewhere.identity.key = Self.subject.key(of: DirectoryKind(rawValue: rawValue ^ 1))
      #expect(throws: RecordError.wrongKey) {
        try verify(owner.signed(elsewhere), in: network)
      }
    }
  }

  @Test("the largest credential and payload fit a frame")
  func largest() throws {
    var network = try TestNetwork()
    let key = network.key()
    let prefixes = try (0..<SecurityLimits.prefixesMax).map { index in
      try #require(AddressPrefix("2001:db8:\(index)::/48"))
    }
    let credential = try network.authority.issue(
      name: String(repeating: "x", count: 63), keys: key.publicKeys, prefixes: prefixes,
      now: network.now)
    #expect(credential.encoded.count == 396)
    let record = RecordSigning.sign(
      DirectoryRecord(
        identity: .init(key: self.key, owner: key.node, kind: .application), version: .max,
        lifetimeSeconds: Limits.recordLifetimeSecondsMax,
        payload: [UInt8](repeating: 1, count: Limits.recordPayloadBytesMax)),
      with: key, credential: credential, subject: Self.subject)
    #expect(record.isSound)
    #expect(try verify(record, in: network) == credential)
    #expect(
      Limits.recordProofBytesMax >= SecurityLimits.credentialBytesMax
        + SecurityLimits.signatureBytes + DirectorySubject.byteCount)
  }

  @Test("random proofs are refused without a trap", arguments: 1...4)
  func hostile(seed: UInt64) throws {
    var network = try TestNetwork()
    let owner = try Member("owner", in: &network)
    var random = SeededRandom(seed: seed)
    let genuine = owner.signed(owner.record(key: key))
    for _ in 0..<2_000 {
      var record = genuine
      let kept = Int(random.next() % UInt64(genuine.proof.count))
      let more = (0..<Int(random.next() % 200)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      record.proof = Array(genuine.proof.prefix(kept)) + more
      #expect(throws: RecordError.self) { try verify(record, in: network) }
    }
  }
}
