import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

@Suite("setting a node up")
struct SetupTests {
  private let temporary: TemporaryDirectory
  private let state: StateDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    state = StateDirectory(path: temporary.path("state"))
    try state.create()
  }

  private func found(_ name: String = "alpha") throws -> NodeState {
    let addresses = try #require(AddressPrefix("10.99.0.0/24"))
    return try NetworkFounder(network: "home", node: name, addresses: addresses)
      .found(in: state)
  }

  @Test("what was founded is read back, with its authority")
  func roundTrip() throws {
    let founded = try found()
    let read = try state.loadNode()
    #expect(read.identity.publicKey == founded.identity.publicKey)
    #expect(read.network == founded.network)
    #expect(read.credential == founded.credential)
    #expect(read.members.isEmpty)
    #expect(try state.loadAuthority()?.network == founded.credential.network)
  }

  @Test("members and revocations are read back")
  func membersRoundTrip() throws {
    let founded = try found()
    let member = MemberRecord(
      node: founded.credential.node, incarnation: 7, sequence: 9,
      endpoints: [UnderlayAddress(ipv4: 1, port: 2)], credential: founded.credential.encoded)
    try state.store(members: [member, member])
    var desk = try #require(try AuthorityDesk(state: state))
    let revocation = try desk.revoke("alpha")
    try state.store(revocations: [revocation])
    let read = try state.loadNode()
    #expect(read.members == [member, member])
    #expect(read.revocations == [revocation])
  }

  @Test("a second node does not overwrite the first")
  func secondNode() throws {
    _ = try found()
    #expect(throws: StateError.setUpAlready(directory: state.path)) { _ = try found("beta") }
    #expect(throws: StateError.setUpAlready(directory: state.path)) {
      _ = try state.joiningIdentity()
    }
  }

  @Test("a name that is none is refused before anything is written")
  func badName() throws {
    #expect(throws: AuthorityDeskError.self) { _ = try found("Not A Name") }
    #expect(!state.has(.identity))
    #expect(!state.has(.authority))
  }

  @Test(
    "damage to any file that is needed is reported with the file",
    arguments: [StateFile.identity, .network, .credential, .members])
  func damage(file: StateFile) throws {
    _ = try found()
    try state.write([1, 2, 3], to: file)
    do {
      _ = try state.loadNode()
      Issue.record("read a damaged \(file.rawValue)")
    } catch {
      #expect(error.problem.contains("\(file.rawValue) is damaged"), "\(error)")
    }
  }

  @Test("a joining node keeps its key over attempts")
  func joiningKey() throws {
    let first = try state.joiningIdentity()
    #expect(try state.joiningIdentity().publicKey == first.publicKey)
  }

  @Test("every start is numbered higher, even when the clock was set back")
  func incarnations() throws {
    let first = try state.nextIncarnation()
    let second = try state.nextIncarnation()
    #expect(second > first)
    try state.write(Array("99999999999999\n".utf8), to: .incarnation)
    #expect(try state.nextIncarnation() == 100_000_000_000_000)
  }

  @Test("an invitation that could not be written down is not given out")
  func unwrittenInvitation() throws {
    let founded = try found()
    var desk = try #require(try AuthorityDesk(state: state))
    try FileManager.default.removeItem(atPath: state.path)
    #expect(throws: AuthorityDeskError.self) {
      _ = try desk.invite(
        name: "beta", for: 60, inviter: founded.identity.publicKey,
        endpoints: [UnderlayAddress(ipv4: 1, port: 2)])
    }
  }

  @Test("without an address nobody is invited")
  func noAddress() throws {
    let founded = try found()
    var desk = try #require(try AuthorityDesk(state: state))
    #expect(throws: AuthorityDeskError.unreachable) {
      _ = try desk.invite(
        name: "beta", for: 60, inviter: founded.identity.publicKey, endpoints: [])
    }
  }

  @Test("a wildcard is advertised as this host's addresses, without the overlay's own")
  func advertised() throws {
    let credential = try found().credential
    let overlay6 = OverlayAddress.ipv6(credential.node, network: credential.network)
    let local = [
      UnderlayAddress(ipv4: 0xc000_0201, port: 0), UnderlayAddress(ipv4: 0x0a63_0001, port: 0),
      UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96 | 1, port: 0),
      UnderlayAddress(family: .ipv6, host: overlay6, port: 0),
    ]
    var settings = DaemonConfiguration.standard
    settings.listen = [UnderlayAddress(ipv4: 0, port: 7272)]
    func list() -> [String] {
      AdvertisedAddresses.list(settings, credential: credential, local: local)
        .map(\.description)
    }
    #expect(list() == ["192.0.2.1:7272"])
    settings.listen.append(UnderlayAddress(family: .ipv6, host: 0, port: 7273))
    #expect(list() == ["192.0.2.1:7272", "[2001:db8::1]:7273"])
    settings.advertise = [UnderlayAddress(ipv4: 0xcb00_7105, port: 1)]
    #expect(list() == ["203.0.113.5:1"])
  }
}
