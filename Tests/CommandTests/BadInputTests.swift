import Foundation
import Testing

@Suite("bad input to the command")
struct BadInputTests {
  private let node = TestNode()

  /// Fails with code 1, nothing on standard output, and words that help.
  private func expectFailure(_ run: CommandRun, _ words: String...) {
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.output.isEmpty)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
  }

  @Test(
    "a token that is none, mistyped or of another version is told apart",
    arguments: [
      ("hello", "not an invitation"), ("selvedge9.abcd", "another version"),
      ("selvedge1.abcd", "ask for a new one"),
      ("selvedge2.abcd", "damaged or incomplete"),
    ])
  func wrongToken(token: String, words: String) throws {
    expectFailure(try node.run("join", token), words, "selvedge2.")
    #expect(!FileManager.default.fileExists(atPath: node.state))
  }

  @Test("one wrong character in a good token is noticed")
  func mistypedToken() throws {
    try node.found()
    var token = try node.run("invite", "beta").output.trimmingCharacters(in: .newlines)
    #expect(token.hasPrefix("selvedge2."))
    let index = token.index(token.startIndex, offsetBy: 40)
    token.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
    expectFailure(try TestNode().run("join", token), "damaged or incomplete")
  }

  @Test("an inviter whose daemon is away is named, after attempts that are shown")
  func unreachable() throws {
    let port = try node.found()
    let token = try node.run("invite", "beta").output.trimmingCharacters(in: .newlines)
    let run = try TestNode().run("join", "-", input: token)
    expectFailure(run, "does not answer at 127.0.0.1:\(port)", "15 of 15 s", "firewalls")
  }

  @Test("a taken port is named, with a way to find who has it")
  func takenPort() throws {
    let port = try node.found()
    try node.up()
    let other = TestNode()
    try other.run(
      "network", "create", "x", "--name", "b", "--listen", "127.0.0.1:\(port)")
    expectFailure(
      try other.run("up", "--no-tun"), "127.0.0.1:\(port) is taken", "ss -ulpn")
  }

  @Test("a second daemon on one state directory is refused, with the first one's PID")
  func secondDaemon() throws {
    try node.found()
    try node.up()
    expectFailure(
      try node.run("up", "--no-tun"), "in use by another process (PID", "selvedge down")
  }

  @Test("broken settings are refused with file, line and remedy")
  func brokenSettings() throws {
    try node.found()
    try node.configure("listen: [127.0.0.1:7272\n")
    expectFailure(try node.run("up", "--no-tun"), "config.yaml:", "not valid YAML")
    try node.configure("listen: [\"127.0.0.1:7272\"]\nlisen: 1\n")
    expectFailure(try node.run("config"), "config.yaml:2: unknown key `lisen`", "`listen`?")
    try node.configure("tun:\n  mtu: 9000\n")
    expectFailure(
      try node.run("invite", "beta"), "config.yaml:2: `tun.mtu` cannot be `9000`", "1280")
    try node.configure("")
    expectFailure(
      try node.run("config", environment: ["SELVEDGE_PROFILE": "fast"]),
      "environment variable SELVEDGE_PROFILE", "standard, ron")
  }

  @Test("an empty directory, a directory in use and a missing daemon are told apart")
  func wrongDirectory() throws {
    expectFailure(try node.run("up", "--no-tun"), "there is no node in", "selvedge join")
    expectFailure(try node.run("status"), "no daemon is running", "selvedge up")
    expectFailure(try node.run("down"), "there is no node in", "--state DIR")
    try node.found()
    expectFailure(
      try node.run("network", "create", "again", "--name", "x"), "holds a node already")
    // Being down is what was asked for: `ExecStop=` runs it after an end in good order, too.
    let down = try node.run("down")
    #expect(down.status == 0)
    #expect(down.output.hasPrefix("no daemon was running"))
  }

  @Test("only the authority invites and revokes, and only whom it can")
  func authority() throws {
    try node.found()
    expectFailure(try node.run("invite", "alpha"), "a member has this name")
    expectFailure(try node.run("invite", "Big Name"), "a-z, 0-9")
    expectFailure(try node.run("revoke", "nobody"), "no such member")
    try FileManager.default.removeItem(atPath: node.state + "/authority.json")
    expectFailure(try node.run("invite", "beta"), "does not hold the network's signing key")
  }

  @Test(
    "wrong arguments end with 64 and a hint",
    arguments: [
      ["frobnicate"], ["network", "create"], ["network", "create", "x", "--ipv4", "10.0.0.1/8"],
      ["network", "create", "x", "--listen", "localhost"], ["invite", "b", "--expires", "soon"],
      ["ping", "b", "-c", "-1"], ["ping", "b", "-i", "0"],
      ["join"],
    ])
  func usage(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains("--help") || run.errors.contains("Usage:"))
  }

  @Test("options do not silently overrule a settings file")
  func optionsAndFile() throws {
    try node.configure("listen: [\"127.0.0.1:7272\"]\n")
    expectFailure(
      try node.run("network", "create", "x", "--name", "a", "--listen", "127.0.0.1:1"),
      "there are settings in", "Leave out")
  }
}
