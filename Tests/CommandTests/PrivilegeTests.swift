import Foundation
import Testing

/// What happens without rights and without room. As root, the rights are dropped for the test; as
/// anybody else they are missing anyway.
@Suite("missing rights and room")
struct PrivilegeTests {
  private static let setpriv = "/usr/bin/setpriv"
  private static var canDrop: Bool {
    geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv)
  }

  /// The command without any right that root has.
  private func runWithoutRights(_ node: TestNode, _ arguments: String...) throws -> CommandRun {
    let words = [CommandRun.binary] + arguments + ["--state", node.state]
    guard geteuid() == 0 else { return try CommandRun(launching: words) }
    return try CommandRun(
      launching: [Self.setpriv, "--bounding-set=-all", "--inh-caps=-all"] + words)
  }

  @Test(
    "without the right to create devices, the refusal names both ways out", .enabled(if: canDrop))
  func device() throws {
    let node = TestNode()
    try node.found()
    let run = try runWithoutRights(node, "up")
    #expect(run.status == 1)
    #expect(run.errors.contains("TUN device") || run.errors.contains("/dev/net/tun"))
    #expect(run.errors.contains("--no-tun"))
  }

  @Test("where no namespaces may be made, `exec` names the setting that forbids them")
  func noNamespaces() throws {
    let node = TestNode()
    try node.found()
    try node.up()
    // The limit holds for the namespace in which it is written, so the host keeps its own.
    let limited = "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\""
    let run = try CommandRun(
      launching: [
        "/usr/bin/unshare", "--user", "--map-root-user", "sh", "-c", limited, "sh",
        CommandRun.binary, "exec", "--state", node.state, "--", "true",
      ])
    #expect(run.status == 1)
    // Where not even that can be done, `unshare` says so in the kernel's words.
    #expect(
      run.errors.contains("sysctl -w user.max_user_namespaces") || run.errors.contains("unshare"),
      "\(run.errors)")
  }

  @Test("without a daemon, `exec` and `proxy` say how to start one")
  func noDaemon() throws {
    let node = TestNode()
    try node.found()
    for run in [try node.run("exec"), try node.run("proxy", "--listen", "127.0.0.1:0")] {
      #expect(run.status == 1)
      #expect(run.errors.contains("selvedge up"), "\(run.errors)")
    }
  }

  @Test("a full device is reported, and what was there stays", .enabled(if: geteuid() == 0))
  func fullDevice() throws {
    let node = TestNode()
    try FileManager.default.createDirectory(
      atPath: node.state, withIntermediateDirectories: true)
    guard mount("tmpfs", node.state, "tmpfs", 0, "size=40k") == 0 else { return }
    defer { umount2(node.state, Int32(MNT_DETACH)) }
    try node.found()
    let before = try Data(contentsOf: URL(filePath: node.state + "/authority.json"))
    let filler = URL(filePath: node.state + "/filler")
    try Data().write(to: filler)
    let file = try FileHandle(forWritingTo: filler)
    while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
    let run = try node.run("invite", "beta")
    #expect(run.status == 1)
    #expect(run.errors.contains("no room to write"), "\(run.errors)")
    #expect(run.errors.contains("authority.json"))
    #expect(try Data(contentsOf: URL(filePath: node.state + "/authority.json")) == before)
    try file.close()
    try FileManager.default.removeItem(at: filler)
    #expect(try node.run("invite", "beta").status == 0)
  }
}
