import Foundation
import OverlayRuntime
import Testing

@Suite("the life of a network, by command", .serialized)
struct LifeTests {
  @Test("create, invite, join, up, look, revoke, down", .timeLimit(.minutes(2)))
  func wholeLife() throws {
    let (alpha, beta) = (TestNode(), TestNode())
    try alpha.found()
    try alpha.up()
    let token = try alpha.run("invite", "beta", "--expires", "2h").output
    let port = TestNode.freePort()
    let joined = try beta.run(
      "join", token, "--listen", "127.0.0.1:\(port)", "--json")
    #expect(joined.status == 0, "\(joined.errors)")
    #expect(joined.output.contains("\"ipv4\" : \"10.99.0.2\""))
    try beta.up()
    for node in [alpha, beta] { try node.waitForPeer() }

    let ping = try beta.run("ping", "alpha", "-c", "2", "-i", "0.05")
    #expect(ping.status == 0, "\(ping.output) \(ping.errors)")
    #expect(ping.output.contains("2 sent, 2 answered, 0 % lost"))
    let lines = try beta.run("ping", "alpha", "-c", "2", "-i", "0.05", "--json").output
    #expect(lines.split(separator: "\n").count == 2)
    #expect(try beta.run("trace", "alpha").output.hasPrefix("1  alpha  "))

    let status = try beta.run("status", "--json").output
    let report = try JSONDecoder().decode(StatusReport.self, from: Data(status.utf8))
    #expect(report.peers.map(\.name) == ["alpha"])
    #expect(report.peers.first?.isConnected == true)
    #expect(try beta.run("status").output.contains("alpha"))
    #expect(try beta.run("links").output.contains("127.0.0.1:\(port)"))
    #expect(try beta.run("routes").output.contains("balanced"))
    #expect(try beta.run("config").output.contains("listen: [\"127.0.0.1:\(port)\"]"))

    #expect(try alpha.run("revoke", "beta").output == "revoked beta\n")
    #expect(try alpha.run("status").output.contains("No other members"))
    for node in [alpha, beta] {
      #expect(try node.run("down").status == 0)
      node.waitForEnd()
      #expect(!FileManager.default.fileExists(atPath: node.state + "/control.sock"))
    }
  }

  @Test("invitations and revocations work without the daemon")
  func withoutDaemon() throws {
    let alpha = TestNode()
    try alpha.found()
    #expect(try alpha.run("invite", "beta").output.hasPrefix("selvedge2."))
    let json = try alpha.run("invite", "beta", "--json").output
    let report = try JSONDecoder().decode(InvitationReport.self, from: Data(json.utf8))
    #expect(report.name == "beta")
    #expect(report.endpoints.count == 1)
    #expect(try alpha.run("revoke", "beta").status == 1)
  }

  @Test("the settings that are printed are settings")
  func printedSettings() throws {
    let alpha = TestNode()
    let printed = try alpha.run("config").output
    try alpha.configure(printed)
    let again = try alpha.run("config")
    #expect(again.output == printed)
    #expect(try alpha.run("config", "--json").output.contains("\"logLevel\" : \"info\""))
  }

  @Test("every command explains itself")
  func help() throws {
    let commands = [
      [], ["network"], ["network", "create"], ["invite"], ["join"], ["up"], ["down"],
      ["status"], ["links"], ["routes"], ["ping"], ["trace"], ["config"], ["revoke"],
    ]
    for command in commands {
      let run = try CommandRun(command + ["--help"])
      #expect(run.status == 0)
      #expect(run.output.contains("OVERVIEW"))
    }
  }
}
