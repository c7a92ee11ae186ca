import Foundation
import Testing

extension NamespaceSuite {
  /// The way out of the overlay through another node.
  @Suite("exit nodes")
  struct ExitTests {
    private func reaches(_ lab: NamespaceLab, _ address: String) throws -> Bool {
      try lab.attempt(on: "alpha", ["ping", "-q", "-c", "1", "-W", "1", address]).status == 0
    }

    @Test("a host reaches the Internet through an exit, and everything is taken back")
    func exit() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "web": 1])
      // The Internet is reached by the exit alone.
      try lab.setFault(.cut, between: "alpha", and: "web")
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta"],
        settingsOf: ["alpha": "exit: beta\n", "beta": "serve-exit: true\nforwarding: set\n"],
        grants: ["beta": ["--exit"]])
      let web = lab["web"]
      try Waiting.until("alpha reaches the Internet") { try reaches(lab, web.ipv4) }
      try Waiting.until("over IPv6 as well") { try reaches(lab, web.ipv6) }
      let server = try FileServer(in: lab, on: "web", address: web.ipv4, megabytes: 8)
      #expect(try server.startDownload(on: "alpha", bytesPerSecond: 50_000_000).wait().status == 0)
      #expect(try server.downloadedHash(on: "alpha") == server.hash)
      #expect(try lab.run(on: "beta", ["nft", "list", "tables"]).contains("selvedge_beta"))
      // The overlay's own datagrams do not run in circles: a dead exit leaves the members in touch.
      let beta = try overlay.ipv4(of: "beta")
      #expect(try reaches(lab, beta))
      // What is meant for the exit does not leave by another way when that is gone.
      try lab.setFault(nil, between: "alpha", and: "web")
      try overlay.kill("beta")
      try Waiting.until("status says that the exit is out of reach") {
        let exit = try overlay.status(of: "alpha").exit
        return exit?.isInUse == false && exit?.reason?.hasPrefix("beta is out of reach") == true
      }
      #expect(try !reaches(lab, web.ipv4))
      // Remains of a killed daemon are taken back, with the default route as before.
      try overlay.kill("alpha")
      #expect(try !reaches(lab, web.ipv4))
      #expect(try lab.run(on: "alpha", ["ip", "rule"]).contains("fwmark"))
      try overlay.selvedge(on: "alpha", ["down"])
      #expect(try reaches(lab, web.ipv4))
      #expect(!(try lab.run(on: "alpha", ["ip", "rule"]).contains("fwmark")))
      #expect(!(try lab.run(on: "alpha", ["ip", "-6", "rule"]).contains("fwmark")))
      // The next start cleans up by itself.
      try overlay.start("beta")
      overlay.stop("beta")
      #expect(!(try lab.run(on: "beta", ["nft", "list", "tables"]).contains("selvedge_")))
      #expect(try lab.run(on: "beta", ["cat", "/proc/sys/net/ipv4/ip_forward"]).hasPrefix("0"))
    }

    @Test("without a name, the exit that works is used")
    func automatic() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1, "web": 1])
      try lab.setFault(.cut, between: "alpha", and: "web")
      let offer = "serve-exit: true\nforwarding: set\n"
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta", "gamma"],
        settingsOf: ["alpha": "exit: auto\n", "beta": offer, "gamma": offer],
        grants: ["beta": ["--exit"], "gamma": ["--exit"]])
      let web = lab["web"].ipv4
      try Waiting.until("alpha reaches the Internet") { try reaches(lab, web) }
      func inUse() throws -> String? {
        try MemberPrefixes(json: overlay.selvedge(on: "alpha", ["prefixes", "--json"]))
          .server(of: "0.0.0.0/0")
      }
      let first = try #require(try inUse())
      try lab.run(on: first, ["ip", "route", "del", "default"])
      try Waiting.until("the other exit is used") { try inUse().map { $0 != first } ?? false }
      try Waiting.until("alpha reaches the Internet through it") { try reaches(lab, web) }
    }
  }
}
