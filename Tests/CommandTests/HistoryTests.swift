import Foundation
import OverlayRuntime
import Testing

@Suite("history by command", .serialized)
struct HistoryTests {
  private func report(_ node: TestNode, _ arguments: String...) throws -> HistoryReport {
    let run = try CommandRun(["history", "--json"] + arguments + ["--state", node.state])
    try #require(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
  }

  private func wait(_ what: String, _ condition: () throws -> Bool) throws {
    let deadline = Date.now.addingTimeInterval(60)
    while try !condition() {
      guard Date.now < deadline else {
        Issue.record("waited in vain: \(what)")
        return
      }
      usleep(100_000)
    }
  }

  private func join(_ name: String, at authority: TestNode) throws -> TestNode {
    let node = TestNode()
    let token = try authority.run("invite", name).output
    let joined = try node.run("join", token, "--listen", "127.0.0.1:\(TestNode.freePort())")
    try #require(joined.status == 0, "\(joined.errors)")
    return node
  }

  /// To whom packets of which class go which way.
  private func routes(_ node: TestNode) throws -> [String] {
    let run = try node.run("routes", "--json")
    let report = try JSONDecoder().decode(RoutesReport.self, from: Data(run.output.utf8))
    return report.routes.map {
      "\($0.to) \($0.trafficClass) \($0.paths.first?.relay ?? "direct") \($0.directState ?? "")"
    }
  }

  @Test(
    "hosts share a database; when its process is killed, routes stay and history comes back with it",
    .timeLimit(.minutes(5)))
  func sharing() throws {
    let alpha = TestNode()
    try alpha.found()
    try alpha.up()
    let beta = try join("beta", at: alpha)
    let gamma = try join("gamma", at: alpha)
    let token = alpha.state + "/token"
    _ = try CommandRun(
      launching: ["/bin/sh", "-c", "umask 077; printf 0123456789abcdef > \(token)"])
    let server = "127.0.0.1:\(TestNode.freePort())"
    let shared = "  site: lan\n  window: 10s\n  token-file: \(token)\n"
    try gamma.append("database:\n  serve: \(server)\n\(shared)")
    try beta.append("database:\n  server: \(server)\n\(shared)")
    try gamma.up()
    try beta.up()
    for node in [beta, gamma] { try node.waitForPeer() }

    // Each finds what both of them measured.
    try wait("summaries of both hosts") {
      try report(beta, "--metric", "rtt", "alpha").series.first?.source == ""
    }
    #expect(try report(gamma, "--site", "lan", "--step", "1h").series.first?.site == "lan")
    let direct = try CommandRun(["history", "--server", server, "--token-file", token])
    #expect(direct.status == 0, "\(direct.errors)")
    #expect(direct.output.contains("REMOTE"))
    let status = try beta.run("database", "status")
    #expect(status.output.contains("kept by \(server)"), "\(status.output) \(status.errors)")

    let peers = ["alpha", "gamma"]
    let usual = try routes(beta).filter { $0.hasPrefix("alpha") }
    #expect(try beta.report()?.peers.map(\.name) == peers)
    gamma.kill()
    try wait("the server's absence is noticed") {
      try beta.run("history").status == 1
    }
    let refused = try beta.run("history")
    #expect(refused.errors.contains("cannot be asked"), "\(refused.errors)")
    #expect(try routes(beta).filter { $0.hasPrefix("alpha") } == usual)
    #expect(try beta.run("ping", "alpha", "-c", "1").status == 0)
    try gamma.start()
    try wait("the server is back") { try beta.run("history", "alpha").status == 0 }
  }

  @Test("plots, tables and refusals are for people", .timeLimit(.minutes(2)))
  func output() throws {
    let alpha = TestNode()
    try alpha.found()
    try alpha.append("database: {window: 10s}\n")
    try alpha.up()
    let beta = try join("beta", at: alpha)
    try beta.append("database: off\n")
    try beta.up()
    try alpha.waitForPeer()
    #expect(try alpha.run("history").output.contains("nothing was measured"))
    // The first window may have nothing but the link's beginning in it.
    try wait("a round trip") { try !report(alpha, "--metric", "rtt").series.isEmpty }
    let table = try alpha.run("history", environment: ["LC_ALL": "C"])
    #expect(table.output.hasPrefix("REMOTE"))
    #expect(table.output.allSatisfy { $0.isASCII })
    let plot = try alpha.run(
      "history", "beta", "--metric", "rtt", "--since", "5m",
      environment: ["LC_ALL": "C.UTF-8", "COLUMNS": "60"])
    #expect(plot.output.hasPrefix("beta rtt, measured at alpha"))
    #expect(plot.output.contains("│"))
    #expect(plot.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try alpha.run("database", "status").output.hasPrefix("works"))
    #expect(try beta.run("database", "status").output.hasPrefix("off"))
    let off = try beta.run("history")
    #expect(off.status == 1)
    #expect(off.errors.contains("database: on"))
    #expect(try alpha.run("history", "--since", "soon").status == 64)
    let noServer = try alpha.run("history", "--server", "127.0.0.1:1", "--token-file", "/none")
    #expect(noServer.status == 1)
    #expect(noServer.errors.contains("openssl rand"))
  }

  @Test("a disk without room for it costs history, and no packet", .timeLimit(.minutes(2)))
  func fullDisk() throws {
    let alpha = TestNode()
    try alpha.found()
    try alpha.up()
    let beta = try join("beta", at: alpha)
    try beta.append("database: {window: 10s}\n")
    let daemon = Process()
    daemon.executableURL = URL(filePath: "/bin/sh")
    // No file of this process may grow beyond a few KiB, which is less than a database has.
    daemon.arguments = [
      "-c", "ulimit -f 8; exec \"$0\" up --no-tun --state \"$1\"", CommandRun.binary, beta.state,
    ]
    daemon.standardError = FileHandle.nullDevice
    try daemon.run()
    defer {
      daemon.terminate()
      daemon.waitUntilExit()
    }
    try wait("the database's trouble") {
      try beta.run("database", "status").output.hasPrefix("DOES NOT WORK")
    }
    try beta.waitForPeer()
    #expect(try beta.run("ping", "alpha", "-c", "1").status == 0)
    #expect(try beta.run("history").errors.contains("cannot be asked"))
    #expect(try routes(beta).allSatisfy { $0.hasSuffix(" direct up") })
  }
}
