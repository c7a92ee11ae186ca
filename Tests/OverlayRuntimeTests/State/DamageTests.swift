import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

@Suite("bad sectors in the state directory")
struct DamageTests {
  private let temporary: TemporaryDirectory
  private let state: StateDirectory
  private let founded: NodeState
  private let revocations: [Revocation]

  init() throws {
    temporary = try TemporaryDirectory()
    state = StateDirectory(path: temporary.path("state"))
    try state.create()
    founded = try NetworkFounder(
      network: "home", node: "alpha", addresses: AddressPrefix("10.99.0.0/24")!
    ).found(in: state)
    var desk = try #require(try AuthorityDesk(state: state))
    revocations = [try desk.revoke("alpha")]
    try state.store(revocations: revocations)
  }

  private func url(_ file: StateFile) -> URL { URL(filePath: state.path(of: file)) }

  /// Changes each byte of a file in turn, and looks.
  private func damage(_ url: URL, _ look: (_ place: Int) throws -> Void) throws {
    let whole = try Data(contentsOf: url)
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 0x11
      try bytes.write(to: url)
      try look(place)
    }
    try whole.write(to: url)
  }

  @Test(
    "any byte of a file that nobody can tell again is made up for by its copy",
    arguments: [StateFile.identity, .network, .credential, .authority])
  func irreplaceable(file: StateFile) throws {
    try damage(url(file)) { place in
      let read = try state.loadNode()
      let desk = try AuthorityDesk(state: state)
      #expect(desk?.warnings.count == (file == .authority ? 1 : 0), "\(place)")
      #expect(read.identity.publicKey == founded.identity.publicKey, "\(place)")
      #expect(read.credential == founded.credential, "\(place)")
      #expect(read.network == founded.network, "\(place)")
      #expect(file == .authority || read.warnings.count == 1)
      #expect(try state.loadAuthority()?.network == founded.network.network, "\(place)")
    }
    // Nor does it matter when it is the copy that is damaged, or gone.
    let copy = URL(filePath: state.path(of: file) + ".copy")
    try damage(copy) { place in
      let (read, authority) = (try state.loadNode(), try state.loadAuthority())
      #expect(read.credential == founded.credential, "\(place)")
      #expect(authority?.network == founded.network.network, "\(place)")
    }
    try FileManager.default.removeItem(at: copy)
    #expect(try state.loadNode().warnings.isEmpty)
  }

  @Test(
    "a file that nobody can tell again and that is gone is made up for by its copy",
    arguments: [StateFile.identity, .network, .credential])
  func removed(file: StateFile) throws {
    try FileManager.default.removeItem(at: url(file))
    let read = try state.loadNode()
    #expect(read.identity.publicKey == founded.identity.publicKey)
    #expect(read.credential == founded.credential)
    #expect(read.network == founded.network)
    #expect(read.warnings.count == 1)
  }

  @Test("a file and its copy both damaged are an error with a remedy")
  func both() throws {
    for name in [state.path(of: .network), state.path(of: .network) + ".copy"] {
      try Data("{".utf8).write(to: URL(filePath: name))
    }
    do {
      _ = try state.loadNode()
      Issue.record("read what is nothing")
    } catch {
      #expect(error.problem.contains("network.json is damaged"))
      #expect(error.remedy.contains("backup"))
    }
  }

  @Test("a damaged authority is not to be mended by joining anew")
  func authorityRemedy() throws {
    for name in [state.path(of: .authority), state.path(of: .authority) + ".copy"] {
      try Data("{".utf8).write(to: URL(filePath: name))
    }
    do {
      _ = try AuthorityDesk(state: state)
      Issue.record("read what is nothing")
    } catch {
      #expect(error.problem.contains("authority.json is damaged"))
      #expect(error.remedy.contains("Do not remove the state directory"))
      #expect(!error.remedy.contains("join the network again"))
    }
  }

  @Test("a damaged time is told, and written anew by the daemon")
  func signedTime() throws {
    let whole = try Data(contentsOf: url(.time))
    try damage(url(.time)) { place in
      let read = try state.loadNode()
      // Another digit is a number, too.
      guard read.signedTime == 0 else { return }
      #expect(read.warnings.count == 1, "\(place)")
      #expect(read.warnings.first?.contains("time is damaged") == true)
    }
    try Data("nonsense".utf8).write(to: url(.time))
    try state.store(revocations: [])
    let port = try TestNetwork.freePort()
    let daemon = try RunningDaemon(
      state, listen: [UnderlayAddress(ipv4: 0x7f00_0001, port: port)])
    #expect(try daemon.status().name == "alpha")
    #expect(try Data(contentsOf: url(.time)) != Data("nonsense".utf8))
    daemon.stop()
    #expect(try state.loadNode().warnings.isEmpty)
    let first = UInt64(String(decoding: whole, as: UTF8.self).dropLast()) ?? .max
    #expect(try state.loadNode().signedTime >= first)
  }

  @Test("any byte of the revocations costs the one that it is in, with a warning")
  func revocationDamage() throws {
    try damage(url(.revocations)) { place in
      let read = try state.loadNode()
      #expect(read.revocations.isEmpty, "\(place)")
      #expect(read.warnings.count == 1)
      #expect(read.warnings.first?.contains("revocations is damaged") == true)
    }
    let whole = try Data(contentsOf: url(.revocations))
    try (whole + whole.prefix(17)).write(to: url(.revocations))
    #expect(try state.loadNode().revocations == revocations)
  }

  @Test("a daemon starts with damaged revocations and members, and writes them anew")
  func daemon() throws {
    // As version 1 wrote them, the length of the first member changed.
    try Data([1, 0x11, 0x11]).write(to: url(.members))
    let whole = try Data(contentsOf: url(.revocations))
    try (whole + Data([1, 2, 3])).write(to: url(.revocations))
    try Data("nonsense".utf8).write(to: url(.identity))
    let port = try TestNetwork.freePort()
    let daemon = try RunningDaemon(
      state, listen: [UnderlayAddress(ipv4: 0x7f00_0001, port: port)])
    #expect(try daemon.status().name == "alpha")
    #expect(try Data(contentsOf: url(.revocations)) == whole)
    #expect(try Data(contentsOf: url(.identity)) == Data(founded.identity.rawRepresentation))
    daemon.stop()
    #expect(try state.loadNode().warnings.isEmpty)
  }
}
