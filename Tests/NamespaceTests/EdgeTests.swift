import Foundation
import Testing

extension NamespaceSuite {
  /// Networks behind nodes, with real daemons, kernels and routes.
  @Suite("networks behind nodes")
  struct EdgeTests {
    private static let prefix = "10.1.0.0/24"
    private static let host = "10.1.0.1"

    private func prefixes(_ overlay: TestOverlay, _ member: String) throws -> MemberPrefixes {
      try MemberPrefixes(json: overlay.selvedge(on: member, ["prefixes", "--json"]))
    }

    private func reaches(_ lab: NamespaceLab, _ from: String, _ address: String) throws -> Bool {
      try lab.attempt(on: from, ["ping", "-q", "-c", "1", "-W", "1", address]).status == 0
    }

    private func waitUntilReached(
      _ lab: NamespaceLab, _ from: String, _ address: String
    ) throws {
      try Waiting.until("\(from) reaches \(address)") { try reaches(lab, from, address) }
    }

    @Test("a host behind a node is reached from the overlay and reaches it, over both protocols")
    func hostBehindNode() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.addNetwork("lan", number: 1, behind: ["beta"])
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta"],
        settingsOf: [
          "alpha": "accept-prefixes: true\n",
          "beta": "serve: [\(Self.prefix), \"fd77:1::/64\"]\nforwarding: set\n",
        ], grants: ["beta": ["--prefix", Self.prefix, "--prefix", "fd77:1::/64"]])
      try waitUntilReached(lab, "alpha", Self.host)
      try waitUntilReached(lab, "alpha", "fd77:1::1")
      try waitUntilReached(lab, "lan", overlay.ipv4(of: "alpha"))
      let server = try FileServer(in: lab, on: "lan", address: Self.host, megabytes: 4)
      #expect(try server.startDownload(on: "alpha", bytesPerSecond: 50_000_000).wait().status == 0)
      #expect(try server.downloadedHash(on: "alpha") == server.hash)
      // A source that beta may not speak for is dropped and counted.
      try lab.run(on: "lan", ["ip", "addr", "add", "10.9.0.1/32", "dev", "lan"])
      let spoofed = try lab.attempt(
        on: "lan",
        ["ping", "-q", "-c", "2", "-W", "1", "-I", "10.9.0.1", overlay.ipv4(of: "alpha")])
      #expect(spoofed.status != 0)
      #expect(try overlay.counter("packetsMisaddressed", of: "alpha") >= 2)
      // What was changed of the hosts is as before.
      overlay.stop("beta")
      #expect(
        try lab.run(on: "beta", ["cat", "/proc/sys/net/ipv4/ip_forward"]).hasPrefix("0"))
      overlay.stop("alpha")
      #expect(!(try lab.run(on: "alpha", ["ip", "rule"]).contains("fwmark")))
    }

    @Test("a node does not start with a prefix that its credential does not allow")
    func unauthorised() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta"], grants: ["beta": ["--prefix", "10.1.0.0/16"]])
      overlay.stop("beta")
      for (lines, words) in [
        ("serve: [10.2.0.0/24]\n", "does not allow it to serve 10.2.0.0/24"),
        ("serve: [10.1.0.0/24]\n", "net.ipv4.ip_forward is 0"),
        ("serve-exit: true\n", "does not allow it to be an exit"),
      ] {
        let file = lab.folder.appending(path: "beta/config.yaml")
        try lines.write(to: file, atomically: true, encoding: .utf8)
        let result = try overlay.attempt(on: "beta", ["up"])
        #expect(result.status == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
      }
    }

    @Test("when one of two nodes before a network dies, the other takes over")
    func failover() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      try lab.addNetwork("lan", number: 1, behind: ["beta", "gamma"])
      let serve = "serve: [{prefix: \(Self.prefix), masquerade: true}]\nforwarding: set\n"
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta", "gamma"],
        settingsOf: ["alpha": "accept-prefixes: [10.0.0.0/8]\n", "beta": serve, "gamma": serve],
        grants: ["beta": ["--prefix", Self.prefix], "gamma": ["--prefix", Self.prefix]])
      try Waiting.until("both are known") {
        try prefixes(overlay, "alpha").prefixes.first?.servers.count == 2
      }
      try waitUntilReached(lab, "alpha", Self.host)
      let stream = try PingStream(in: lab, on: "alpha", to: Self.host)
      Waiting.observe(seconds: 2)
      let first = try #require(try prefixes(overlay, "alpha").server(of: Self.prefix))
      try overlay.kill(first)
      try Waiting.until("the other is in use") {
        let next = try prefixes(overlay, "alpha").server(of: Self.prefix)
        return next != nil && next != first
      }
      Waiting.observe(seconds: 2)
      let report = stream.stop()
      let gap = report.largestGap()
      print("prefix failover: a gap of \(Int(gap * 1_000)) ms when \(first) was killed")
      #expect(gap < 5)
      #expect(report.sent - (report.replies.last?.sequence ?? 0) < 50)
      // The killed one left its table and its settings; stopping it takes them back.
      #expect(try lab.run(on: first, ["nft", "list", "tables"]).contains("selvedge_\(first)"))
      try overlay.selvedge(on: first, ["down"])
      #expect(!(try lab.run(on: first, ["nft", "list", "tables"]).contains("selvedge_")))
      #expect(try lab.run(on: first, ["cat", "/proc/sys/net/ipv4/ip_forward"]).hasPrefix("0"))
    }

    @Test("a prefix whose check fails is withdrawn, and comes back")
    func healthCheck() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.addNetwork("lan", number: 1, behind: ["beta"])
      let check = "check: \"ping \(Self.host)\", interval: 200ms"
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta"],
        settingsOf: [
          "alpha": "accept-prefixes: true\n",
          "beta": "serve: [{prefix: \(Self.prefix), \(check)}]\nforwarding: set\n",
        ], grants: ["beta": ["--prefix", Self.prefix]])
      try waitUntilReached(lab, "alpha", Self.host)
      try lab.run(on: "lan", ["ip", "link", "set", "lan", "down"])
      try Waiting.until("beta withdraws") { try !prefixes(overlay, "beta").served[0].isHealthy }
      try Waiting.until("alpha sends nothing there, and knows why") {
        let prefix = try prefixes(overlay, "alpha").prefixes.first
        return prefix?.isRouted == false && prefix?.servers.first?.isHealthy == false
      }
      try lab.run(on: "lan", ["ip", "link", "set", "lan", "up"])
      try lab.run(on: "lan", ["ip", "route", "replace", "default", "via", "10.1.0.2"])
      try waitUntilReached(lab, "alpha", Self.host)
      #expect(try prefixes(overlay, "alpha").server(of: Self.prefix) == "beta")
    }

    @Test("TCP checks and interfaces tell as well whether a prefix is there")
    func otherChecks() throws {
      let lab = try NamespaceLab(["alpha": 1])
      try lab.addNetwork("lan", number: 1, behind: ["alpha"])
      try lab.addNetwork("other", number: 2, behind: ["alpha"])
      let serve = """
        serve:
          - {prefix: \(Self.prefix), check: "tcp \(Self.host):8080", interval: 100ms}
          - {prefix: 10.2.0.0/24, check: interface l2, interval: 100ms}
        forwarding: set

        """
      let overlay = try TestOverlay(
        on: lab, members: ["alpha"], settings: serve,
        grants: ["alpha": ["--prefix", Self.prefix, "--prefix", "10.2.0.0/24"]])
      func states() throws -> [Bool] { try prefixes(overlay, "alpha").served.map(\.isHealthy) }
      try Waiting.until("the interface is there and the server not") {
        try states() == [false, true]
      }
      let server = try lab.start(
        on: "lan", ["busybox", "httpd", "-f", "-p", "\(Self.host):8080", "-h", "/"])
      try lab.run(on: "alpha", ["ip", "link", "set", "l2", "down"])
      try Waiting.until("it is the other way round") { try states() == [true, false] }
      server.stop()
      try Waiting.until("neither is there") { try states() == [false, false] }
    }

    @Test("under the prefix plane, the directory tells who serves what, for as long as it does")
    func directory() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      try lab.addNetwork("lan", number: 1, behind: ["gamma"])
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta", "gamma"], settings: "plane: prefix\n",
        settingsOf: [
          "alpha": "accept-prefixes: true\n",
          "gamma": "serve: [\(Self.prefix)]\nforwarding: set\n",
        ], grants: ["gamma": ["--prefix", Self.prefix]])
      try Waiting.until("alpha finds the announcement") {
        try overlay.counter("announcementsFound", of: "alpha") > 0
      }
      try waitUntilReached(lab, "alpha", Self.host)
      #expect(try prefixes(overlay, "alpha").server(of: Self.prefix) == "gamma")
      overlay.stop("gamma")
      try Waiting.until("nobody serves it any more") {
        try prefixes(overlay, "alpha").server(of: Self.prefix) == nil
      }
    }
  }
}
