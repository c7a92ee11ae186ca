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
    "damage to any file that the node cannot do without is reported with the file",
    arguments: [StateFile.identity, .network, .credential])
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

  @Test("starts are counted, on from whatever an earlier version took from the clock")
  func incarnations() throws {
    #expect(try state.nextIncarnation() == 1)
    #expect(try state.nextIncarnation() == 2)
    try state.write(Array("1800000000123\n".utf8), to: .incarnation)
    #expect(try state.nextIncarnation() == 1_800_000_000_124)
    try state.store(incarnation: 1_900_000_000_000)
    #expect(try state.nextIncarnation() == 1_900_000_000_001)
  }

  @Test(
    "a count that makes no sense begins anew",
    arguments: [
      "", "x7\n", "9223372036854775807\n", "18446744073709551615\n", "99999999999999999999",
    ])
  func badIncarnation(text: String) throws {
    try state.write(Array(text.utf8), to: .incarnation)
    #expect(try state.nextIncarnation() == 1)
    #expect(try state.nextIncarnation() == 2)
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

  @Test(
    "an invitation cannot be good for no time, or for longer than ten years",
    arguments: [
      0, AuthorityDesk.invitationSecondsMax + 1, UInt64.max - 1, .max,
    ])
  func badLifetime(seconds: UInt64) throws {
    let founded = try found()
    var desk = try #require(try AuthorityDesk(state: state))
    let error = AuthorityDeskError.badLifetime(
      seconds: seconds, max: AuthorityDesk.invitationSecondsMax)
    #expect(error.remedy.contains("\(AuthorityDesk.invitationSecondsMax) seconds"))
    #expect(throws: error) {
      _ = try desk.invite(
        name: "beta", for: seconds, inviter: founded.identity.publicKey,
        endpoints: [UnderlayAddress(ipv4: 1, port: 2)])
    }
  }

  @Test("a captured request to enrol costs no write, answered or refused")
  func repeatedEnrolment() throws {
    let founded = try found()
    var desk = try #require(try AuthorityDesk(state: state))
    let invitation = try desk.invite(
      name: "beta", for: 60, inviter: founded.identity.publicKey,
      endpoints: [UnderlayAddress(ipv4: 1, port: 2)])
    var entropy = Entropy.system()
    let (newcomer, stranger) = (StaticKey(entropy: &entropy), StaticKey(entropy: &entropy))
    let first = try desk.enrol(secret: invitation.secret, keys: newcomer.publicKeys)
    // From here on nothing can be written.
    try FileManager.default.removeItem(atPath: state.path)
    let again = try desk.enrol(secret: invitation.secret, keys: newcomer.publicKeys)
    #expect(try again.get() == first.get())
    #expect(
      try desk.enrol(secret: invitation.secret, keys: stranger.publicKeys)
        == .failure(.usedInvitation))
    #expect(
      try desk.enrol(secret: [UInt8](repeating: 1, count: 16), keys: stranger.publicKeys)
        == .failure(.unknownInvitation))
  }

  @Test("an authority whose clock was set back signs no earlier time than it has signed")
  func clockSetBack() throws {
    var authority: NetworkAuthority?
    let founded = try found()
    authority = try state.loadAuthority()
    let later = founded.credential.issuedAt + 1_000_000
    _ = try authority?.renew(founded.credential.node, now: later)
    try state.store(try #require(authority))
    var desk = try #require(try AuthorityDesk(state: state))
    #expect(try desk.revoke("alpha").revokedAt == later)
  }

  @Test("the newest signed time is read back, and what is no number does no harm")
  func signedTime() throws {
    _ = try found()
    try state.store(signedTime: 1_800_000_000)
    #expect(try state.loadNode().signedTime == 1_800_000_000)
    for damaged in ["", "never", "-5", "99999999999999999999999"] {
      try state.write(Array(damaged.utf8), to: .time)
      #expect(try state.loadNode().signedTime == 0)
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
