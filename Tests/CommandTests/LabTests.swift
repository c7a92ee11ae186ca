import Foundation
import Testing

/// What can be said of labs without building one; Tests/NamespaceTests builds them.
@Suite("labs on the command line")
struct LabTests {
  @Test("the list names every scenario, for people and for programs")
  func list() throws {
    let text = try CommandRun(["lab", "list"])
    let json = try CommandRun(["lab", "list", "--json"])
    #expect(text.status == 0 && json.status == 0)
    for name in ["pair", "triangle", "four-sites", "two-uplinks"] {
      #expect(text.output.contains(name) && json.output.contains("\"\(name)\""))
    }
  }

  @Test("a shipped scenario can be printed, and every subcommand explains itself with an example")
  func help() throws {
    let shown = try CommandRun(["lab", "show", "triangle"])
    #expect(shown.output.hasPrefix("name: triangle\n"))
    for command in ["up", "exec", "cut", "heal", "set", "status", "list", "show", "down"] {
      let run = try CommandRun(["lab", command, "--help"])
      #expect(run.status == 0 && run.output.contains("OVERVIEW"), "\(command)")
    }
    let up = try CommandRun(["lab", "up", "--help"])
    for key in ["delay", "burst", "reorder-delay", "queue", "icmp", "uplinks"] {
      #expect(up.output.contains(key), "\(key)")
    }
  }

  @Test("slips are told before anything is built, with remedies")
  func slips() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path()
    defer { try? FileManager.default.removeItem(atPath: file) }
    try "name: x\nhosts: [a, b]\npaths: {delay: soon}\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let cases: [(arguments: [String], words: [String])] = [
      (["lab", "up", "nowhere"], ["no scenario and no file called `nowhere`", "lab list"]),
      (["lab", "up", file], [".yaml:3: `delay` cannot be `soon`", "30ms"]),
      (["lab", "up", "pair", "--name", "No Name"], ["`No Name` cannot be", "lower-case"]),
      (["lab", "show", "nowhere"], ["nowhere", "lab list"]),
      (["lab", "set", "a", "b", "loss=lots"], ["`loss=lots` sets nothing", "5%"]),
      (["lab", "set", "a", "b", "speed=1"], ["`speed=1` sets nothing", "delay, jitter"]),
    ]
    for (arguments, words) in cases {
      let run = try CommandRun(arguments)
      #expect(run.status == 1 && run.output.isEmpty, "\(arguments)")
      for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
    }
  }

  @Test("wrong arguments end with 64", arguments: [["cut"], ["set", "a"], ["exec"], ["up"]])
  func usage(arguments: [String]) throws {
    #expect(try CommandRun(["lab"] + arguments).status == 64)
  }

  @Test(
    "whoever is not root is told so",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
  func notRoot() throws {
    for arguments in [["up", "pair"], ["status"], ["down"]] {
      let command = [CommandRun.binary, "lab"] + arguments
      let run = try CommandRun(
        launching: geteuid() == 0
          ? ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] + command : command)
      #expect(run.status != 0)
      // Where the tree is not readable for others, the command cannot even be started.
      guard !run.errors.contains("ermission denied") else { return }
      #expect(run.errors.contains("only root"), "\(run.errors)")
      #expect(run.errors.contains("sudo"))
    }
  }
}
