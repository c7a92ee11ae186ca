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

  @Test(
    "another user may not use the control socket, even where its file is open to all",
    .enabled(if: geteuid() == 0 && canDrop))
  func otherUser() throws {
    let node = TestNode()
    try node.found()
    try node.up()
    chmod(node.state, 0o755)
    chmod(node.state + "/control.sock", 0o666)
    let drop = [Self.setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    let status = ["status", "--state", node.state]
    // By way of a place that everybody may enter.
    let copy = "/tmp/selvedge-copy-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.copyItem(atPath: CommandRun.binary, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    chmod(copy, 0o755)
    #expect(try CommandRun(launching: [copy] + status).status == 0)
    let other = try CommandRun(launching: drop + [copy] + status)
    #expect(other.status == 1)
    #expect(!other.output.contains("alpha"), "\(other.output)")
  }

  @Test("the daemon writes no core dump, and a token is not to be seen in `ps`")
  func secrets() throws {
    let (alpha, beta) = (TestNode(), TestNode())
    try alpha.found()
    try alpha.up()
    let limits = try String(
      contentsOfFile: "/proc/\(try #require(alpha.processIdentifier))/limits", encoding: .utf8)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").suffix(3).first == "0", "\(core ?? "")")
    let token = try alpha.run("invite", "beta").output.filter { !$0.isWhitespace }
    // Nobody answers any more, so that it goes on asking.
    alpha.kill()
    let process = Process()
    process.executableURL = URL(filePath: CommandRun.binary)
    process.arguments = ["join", token, "--state", beta.state]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    // It has said that it asks.
    let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    #expect(said.contains("asking"), "\(said)")
    let shown = try Data(contentsOf: URL(filePath: "/proc/\(process.processIdentifier)/cmdline"))
    let words = String(decoding: shown, as: UTF8.self)
    #expect(words.contains("join") && !words.contains(token.dropFirst(20)), "\(words)")
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
    guard mount("tmpfs", node.state, "tmpfs", 0, "size=96k,mode=700") == 0 else { return }
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
