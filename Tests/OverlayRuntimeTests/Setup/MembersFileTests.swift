import Foundation
import OverlayCore
import Testing

@testable import OverlayRuntime
@testable import OverlaySecurity

@Suite("the members file")
struct MembersFileTests {
  private let temporary: TemporaryDirectory
  private let state: StateDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    state = StateDirectory(path: temporary.path("state"))
    try state.create()
  }

  /// The bytes of a file of version 1, which knew neither flags nor signatures.
  static func version1(_ records: [MemberRecord]) -> [UInt8] {
    records.flatMap { record -> [UInt8] in
      var frame = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
      var span = frame.mutableSpan
      let length = record.write(to: &span, at: 0) - Limits.signatureBytes
      // Behind the sequence, at 28, version 2 has a byte of flags.
      let old = Array(frame[..<29] + frame[30..<length])
      return [UInt8(old.count >> 8), UInt8(old.count & 255)] + old
    }
  }

  /// Members of a network, with what each has signed of itself.
  private func members(_ count: Int) throws -> [MemberRecord] {
    var entropy = Entropy.seeded(5)
    var authority = try NetworkAuthority(
      addresses: try #require(AddressPrefix("10.77.0.0/16")), entropy: &entropy)
    return try (0..<count).map { number in
      let key = StaticKey(entropy: &entropy)
      let credential = try authority.issue(
        name: "node-\(number)", keys: key.publicKeys, now: 1_800_000_000)
      return MemberRecordSigning.sign(
        MemberRecord(
          node: key.node, incarnation: 7, sequence: UInt32(number),
          endpoints: [UnderlayAddress(ipv4: 0x0a00_0001 + UInt32(number), port: 7_272)],
          credential: credential.encoded), with: key, network: credential.network)
    }
  }

  private func found() throws {
    _ = try NetworkFounder(
      network: "home", node: "alpha", addresses: try #require(AddressPrefix("10.99.0.0/24"))
    ).found(in: state)
  }

  private func isGenuine(_ record: MemberRecord, in network: NetworkID) -> Bool {
    guard let credential = try? Credential(decoding: record.credential),
      (try? credential.verify(network: network, at: 1_800_000_000)) != nil
    else { return false }
    return MemberRecordSigning.isSigned(record, by: credential)
  }

  @Test("keeps what each member has signed, and hints without a signature")
  func roundTrip() throws {
    var records = try members(3)
    records[1].signature = []
    let file = MembersFile(reading: MembersFile(records).encoded)
    #expect(file.members == records)
    #expect(file.unreadable == 0)
    #expect(MembersFile(reading: MembersFile([]).encoded).members.isEmpty)
    #expect(MembersFile(reading: []).unreadable == 0)
  }

  @Test("of version 1 is read as hints: whom to call and where, and no number")
  func migration() throws {
    let records = try members(3)
    let file = MembersFile(reading: Self.version1(records))
    #expect(file.unreadable == 0)
    #expect(file.members.map(\.node) == records.map(\.node))
    #expect(file.members.map(\.endpoints) == records.map(\.endpoints))
    #expect(file.members.map(\.credential) == records.map(\.credential))
    #expect(file.members.allSatisfy { $0.incarnation == 0 && $0.signature.isEmpty })
  }

  @Test("of version 1 with impossible numbers loses those entries and no other")
  func poisoned() throws {
    var records = try members(4)
    records[1].incarnation = .max
    records[2].sequence = .max
    let file = MembersFile(reading: Self.version1(records))
    #expect(file.members.map(\.node) == [records[0].node, records[3].node])
    #expect(file.unreadable == 2)
  }

  @Test(
    "with any one byte changed keeps the node from nothing: the others are read",
    arguments: [1, 2])
  func everyByte(version: Int) throws {
    let records = try members(3)
    let contents = version == 1 ? Self.version1(records) : MembersFile(records).encoded
    let nodes = Set(records.map(\.node))
    let network = try Credential(decoding: records[0].credential).network
    for place in contents.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var damaged = contents
        damaged[place] ^= change
        let file = MembersFile(reading: damaged)
        if version == 2 {
          // A line end can cost two records, anything else one.
          let intact = file.members.filter { records.contains($0) }
          #expect(intact.count >= 1, "byte \(place) ^ \(change)")
          let genuine = file.members.filter { isGenuine($0, in: network) }
          #expect(genuine.allSatisfy { records.contains($0) })
        } else {
          #expect(file.members.allSatisfy { $0.signature.isEmpty && $0.incarnation == 0 })
          #expect(file.members.count <= 3)
        }
        #expect(file.members.count { nodes.contains($0.node) } >= (version == 2 ? 1 : 0))
      }
    }
  }

  @Test("cut short anywhere, or full of noise, is read as far as it goes")
  func cutShort() throws {
    let records = try members(2)
    for contents in [MembersFile(records).encoded, Self.version1(records)] {
      for length in contents.indices { _ = MembersFile(reading: Array(contents[..<length])) }
    }
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      let noise = (0..<Int(random.next() % 300)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      _ = MembersFile(reading: noise)
    }
  }

  @Test("when damaged is named in a warning, and the node is loaded")
  func warning() throws {
    try found()
    let records = try members(2)
    try state.store(members: records)
    #expect(try state.loadNode().warnings.isEmpty)
    var contents = try #require(try state.read(.members))
    contents[contents.count - 40] = UInt8(ascii: "!")
    try state.write(contents, to: .members)
    let loaded = try state.loadNode()
    #expect(loaded.members == [records[0]])
    #expect(loaded.warnings.count == 1)
    #expect(loaded.warnings[0].contains(state.path(of: .members)))
    try state.write([1, 2, 3], to: .members)
    #expect(try state.loadNode().members.isEmpty)
    #expect(try state.loadNode().warnings.count == 1)
  }

  @Test("that cannot be read at all, as from a bad sector, is no reason not to start either")
  func unreadable() throws {
    try found()
    // Reading a directory fails as a device does.
    #expect(unlinkAndMakeDirectory(state.path(of: .members)))
    let loaded = try state.loadNode()
    #expect(loaded.members.isEmpty)
    #expect(loaded.warnings.count == 1)
    #expect(loaded.warnings[0].contains("members"))
  }

  private func unlinkAndMakeDirectory(_ path: String) -> Bool {
    try? FileManager.default.removeItem(atPath: path)
    return
      (try? FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)) != nil
  }
}
