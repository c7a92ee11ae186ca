import Foundation
import OverlaySecurity
import Testing

@testable import OverlayRuntime

/// What root does with files of somebody else.
@Suite("a state directory that is not root's own", .enabled(if: geteuid() == 0))
struct ForeignStateTests {
  private let temporary: TemporaryDirectory
  private let state: StateDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    state = StateDirectory(path: temporary.path("state"))
    try state.create()
  }

  @Test("root does not read, write or lock in somebody else's directory, and says what to do")
  func foreign() throws {
    try state.write([1], to: .incarnation)
    #expect(chown(state.path, 65_534, 65_534) == 0)
    let foreign = StateError.foreign(directory: state.path, owner: 65_534)
    #expect(throws: foreign) { _ = try state.read(.incarnation) }
    #expect(throws: foreign) { try state.write([2], to: .incarnation) }
    #expect(throws: foreign) { _ = try state.lock() }
    #expect(throws: foreign) { try state.create() }
    #expect(foreign.remedy.contains("chown"))
  }

  @Test("nor in one that others can write to")
  func open() throws {
    #expect(chmod(state.path, 0o770) == 0)
    #expect(throws: StateError.open(directory: state.path)) { _ = try state.read(.members) }
    // Whoever sets a node up closes the directory.
    try state.create()
    #expect(try state.read(.members) == nil)
  }

  @Test("links are not followed, neither by what is read nor by what is written")
  func links() throws {
    let elsewhere = temporary.path("elsewhere")
    try Data("theirs".utf8).write(to: URL(filePath: elsewhere))
    for name in ["members", "members.new"] {
      try FileManager.default.createSymbolicLink(
        atPath: state.path + "/" + name, withDestinationPath: elsewhere)
    }
    #expect(throws: StateError.self) { _ = try state.read(.members) }
    try state.write([7], to: .members)
    #expect(try state.read(.members) == [7])
    #expect(try Data(contentsOf: URL(filePath: elsewhere)) == Data("theirs".utf8))
  }

  @Test("host.json names no file, table or rule that the daemon cannot have changed")
  func hostFile() throws {
    let target = temporary.path("target")
    try Data("before".utf8).write(to: URL(filePath: target))
    let path = "../.." + target
    let text = """
      {"firewall":"filter","outbound":"selvedgeguard_; flush ruleset",\
      "routing":{"rule":0,"table":254},"settings":{"\(path)":"1","kernel/core_pattern":"|/x"}}
      """
    try state.write(Array((text + "\n").utf8), to: .host)
    #expect(HostSetup.clean(state).taken.isEmpty)
    #expect(try Data(contentsOf: URL(filePath: target)) == Data("before".utf8))
  }

  @Test("what the daemon does change is among what it may take back")
  func genuine() throws {
    let changes = HostChanges(
      routing: HostRouting(device: 17, isClosed: true), firewall: "selvedge_way_out",
      outbound: "selvedgeguard_way_out",
      settings: [KernelSetting.forwardIPv4.path: "0", KernelSetting.markReturns.path: "0"])
    #expect(changes.genuine == changes)
    #expect(HostChanges(settings: [KernelSetting.forwardIPv4.path: "0; rm"]).genuine.isEmpty)
    #expect(changes.standing.settings == [KernelSetting.markReturns.path: "0"])
    #expect(changes.standing.firewall == nil)
  }
}
