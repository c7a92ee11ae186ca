import Foundation
import OverlayRuntime
import Testing

@Suite("the state directory")
struct StateDirectoryTests {
  private let temporary: TemporaryDirectory
  private let state: StateDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    state = StateDirectory(path: temporary.path("a/b"))
    try state.create()
  }

  @Test("it is created with its parents, for its owner only")
  func created() throws {
    let mode = try FileManager.default.attributesOfItem(atPath: state.path)[.posixPermissions]
    #expect(mode as? Int == 0o700)
  }

  @Test("what is written is read back, by its owner only")
  func roundTrip() throws {
    #expect(try state.read(.members) == nil)
    #expect(!state.has(.members))
    try state.write([1, 2, 3], to: .members)
    try state.write(Array(repeating: 9, count: 200_000), to: .members)
    #expect(try state.read(.members) == Array(repeating: 9, count: 200_000))
    let path = state.path(of: .members)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: state.path)
    #expect(names == ["members"])
  }

  @Test("two processes cannot hold it, and the message names the other one")
  func lock() throws {
    let first = try state.lock()
    do {
      _ = try state.lock()
      Issue.record("locked twice")
    } catch {
      #expect(error == .locked(directory: state.path, process: Int(getpid())))
      #expect(error.remedy.contains("selvedge down"))
    }
    _ = consume first
    _ = try state.lock()
  }

  @Test("the standard place follows the user")
  func standard() {
    #expect(StateDirectory.standard(environment: [:], isRoot: true).path == "/var/lib/selvedge")
    let home = ["HOME": "/home/ann"]
    #expect(
      StateDirectory.standard(environment: home, isRoot: false).path
        == "/home/ann/.local/state/selvedge")
    let state = home.merging(["XDG_STATE_HOME": "/data"]) { $1 }
    #expect(StateDirectory.standard(environment: state, isRoot: false).path == "/data/selvedge")
  }

  @Test("a directory below a file is refused with its name")
  func inaccessible() throws {
    let path = temporary.path("file")
    try Data([1]).write(to: URL(filePath: path))
    do {
      try StateDirectory(path: path + "/state").create()
      Issue.record("created below a file")
    } catch {
      #expect(error.problem.contains(path))
    }
  }

  @Test("a full device leaves the old version in place", .enabled(if: geteuid() == 0))
  func fullDevice() throws {
    let mount = temporary.path("tiny")
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: false)
    guard Foundation.mount("tmpfs", mount, "tmpfs", 0, "size=64k,mode=700") == 0 else {
      try withFileSizeLimit { try writeTooMuch(to: state) }
      return
    }
    defer { umount2(mount, 0) }
    try writeTooMuch(to: StateDirectory(path: mount))
  }

  /// Where nothing can be mounted, a limit on the size of files fails the same way.
  private func withFileSizeLimit(_ body: () throws -> Void) throws {
    signal(SIGXFSZ, SIG_IGN)
    var saved = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &saved)
    var limited = rlimit(rlim_cur: 32 << 10, rlim_max: saved.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limited)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &saved) }
    try body()
  }

  private func writeTooMuch(to state: StateDirectory) throws {
    try state.write([7], to: .authority)
    do {
      try state.write([UInt8](repeating: 1, count: 200_000), to: .authority)
      Issue.record("wrote more than there is room for")
    } catch {
      guard case .full = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.remedy.contains("Make room"))
    }
    #expect(try state.read(.authority) == [7])
    #expect(!FileManager.default.fileExists(atPath: state.path(of: .authority) + ".new"))
  }
}
