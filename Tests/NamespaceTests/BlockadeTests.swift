import Foundation
import Testing

extension NamespaceSuite {
  /// A host that uses an exit sends nothing around it, whatever is taken away.
  @Suite("nothing leaves around an exit")
  struct BlockadeTests {
    let lab: NamespaceLab
    private let before: [String]
    let overlay: TestOverlay
    let watch: ClearWatch
    private static let members = ["alpha", "beta"]

    init() throws {
      try self.init(settings: "exit: beta\n")
    }

    private init(settings: String) throws {
      lab = try NamespaceLab(["alpha": 1, "beta": 1, "web": 1])
      // The kernel adds link-local addresses a moment after a cable was plugged in.
      try Waiting.until("alpha has all its own routes") { [lab] in
        try lab.run(on: "alpha", ["ip", "-6", "route", "show", "table", "all"])
          .contains("multicast ff00::/8 dev u0")
      }
      before = try Self.setup(of: "alpha", in: lab)
      overlay = try TestOverlay(
        on: lab, members: Self.members,
        settingsOf: ["alpha": settings, "beta": "serve-exit: true\nforwarding: set\n"],
        grants: ["beta": ["--exit"]])
      // The Internet is reached by alpha itself as well: what gets around the exit gets there.
      watch = try ClearWatch(in: lab, from: "alpha", to: "web")
      try waitForExit()
    }

    /// What a host's kernel was told.
    static func setup(of host: String, in lab: NamespaceLab) throws -> [String] {
      try [
        ["ip", "rule"], ["ip", "-6", "rule"], ["ip", "route", "show", "table", "all"],
        ["ip", "-6", "route", "show", "table", "all"], ["nft", "list", "ruleset"],
        ["cat", "/proc/sys/net/ipv4/conf/all/src_valid_mark"],
      ].map { try lab.run(on: host, $0) }
    }

    /// Whether the kernel is told what it was told before there was a daemon.
    ///
    /// - Parameter settings: whether kernel settings as well; without host.json nobody knows what those were.
    func expectAsBefore(settings: Bool = true) throws {
      let now = try Self.setup(of: "alpha", in: lab)
      for (now, earlier) in zip(now, before).dropLast(settings ? 0 : 1) {
        let (lines, known) = (
          Set(now.split(separator: "\n")), Set(earlier.split(separator: "\n"))
        )
        // The kernel's own routes for link-local addresses come when it has checked those.
        #expect(lines.symmetricDifference(known).filter { !$0.contains("fe80:") }.isEmpty)
      }
    }

    var targets: [String] { [lab["web"].ipv4, lab["web"].ipv6] }

    func reaches(_ address: String) throws -> Bool {
      try lab.attempt(on: "alpha", ["ping", "-q", "-c", "1", "-W", "1", address]).status == 0
    }

    func waitForExit() throws {
      for target in targets {
        try Waiting.until("alpha reaches \(target) through the exit") { try reaches(target) }
      }
    }

    /// Sends all sorts of packets, and sees that none of them gets out.
    func tryToLeave(_ what: String) throws {
      let source = lab["alpha"].uplinks[0]
      for target in targets {
        for extra in [[], ["-I", source.interface]] {
          #expect(
            try lab.attempt(
              on: "alpha", ["ping", "-q", "-c", "3", "-i", "0.05", "-W", "0.3"] + extra + [target]
            ).status != 0, "\(what): \(target) \(extra)")
        }
      }
      #expect(
        try lab.attempt(
          on: "alpha",
          ["ping", "-q", "-c", "3", "-i", "0.05", "-W", "0.3", "-I", source.ipv4, targets[0]]
        ).status != 0)
      #expect(watch.count == 0, "\(what)")
    }

    func ours(_ options: [String]) throws -> [String] {
      try lab.run(on: "alpha", ["ip"] + options + ["rule"]).split(separator: "\n").compactMap {
        let priority = $0.prefix { $0.isNumber }
        return $0.contains("suppress") || $0.contains("0x7272") ? String(priority) : nil
      }
    }

    private func deleteRules() throws {
      for options in [["-4"], ["-6"]] {
        for priority in try ours(options) {
          try lab.run(on: "alpha", ["ip"] + options + ["rule", "del", "pref", priority])
        }
      }
    }

    var hasTable: Bool {
      get throws {
        try lab.run(on: "alpha", ["nft", "list", "ruleset"]).contains("selvedgeguard_alpha")
      }
    }

    @Test("after kill -9 nothing leaves, whichever part is taken away; the next start goes on")
    func killed() throws {
      try overlay.kill("alpha")
      try tryToLeave("killed")
      // The neighbours and the uplink itself live.
      #expect(try reaches(lab["alpha"].uplinks[0].ipv4Gateway))
      #expect(try reaches(lab["alpha"].uplinks[0].ipv6Gateway))
      try lab.run(on: "alpha", ["nft", "flush", "ruleset"])
      try tryToLeave("killed, and no firewall")
      try overlay.start("alpha")
      try waitForExit()
      #expect(try hasTable)
      #expect(watch.count == 0)
      try overlay.kill("alpha")
      try deleteRules()
      try tryToLeave("killed, and no rules")
      let failed = try overlay.attempt(on: "alpha", ["status"])
      #expect(failed.status != 0)
      try overlay.selvedge(on: "alpha", ["down"])
      try expectAsBefore()
      for target in targets { #expect(try reaches(target)) }
    }

    @Test("what is taken away from a running daemon comes back, and nothing leaves meanwhile")
    func mended() throws {
      let streams = try targets.map {
        try lab.start(on: "alpha", ["ping", "-n", "-i", "0.01", $0])
      }
      let rules = try ours(["-4"])
      #expect(rules.count == 3)
      // At the exit: without its table packets would leave with addresses of the overlay.
      try lab.run(on: "beta", ["nft", "flush", "ruleset"])
      try Waiting.until("the exit masquerades again", seconds: 5) {
        try lab.run(on: "beta", ["nft", "list", "ruleset"]).contains("masquerade")
      }
      try waitForExit()
      try lab.run(on: "alpha", ["nft", "flush", "ruleset"])
      try Waiting.until("the firewall is back", seconds: 5) { try hasTable }
      try deleteRules()
      try Waiting.until("the rules are back", seconds: 5) {
        try ours(["-4"]) == rules && ours(["-6"]) == rules
      }
      let table = try lab.run(on: "alpha", ["ip", "rule"]).split(separator: "\n")
        .first { $0.contains("lookup 72") }?.split(separator: " ").last.map(String.init)
      for options in [["-4"], ["-6"]] {
        try lab.run(
          on: "alpha", ["ip"] + options + ["route", "flush", "table", try #require(table)])
      }
      try Waiting.until("the routes are back", seconds: 5) {
        try ["-4", "-6"].allSatisfy {
          let routes = try lab.run(
            on: "alpha", ["ip", $0, "route", "show", "table", table ?? ""])
          return routes.contains("unreachable") && routes.contains("dev selvedge")
        }
      }
      try lab.run(on: "alpha", ["ip", "link", "del", "selvedge0"])
      try tryToLeaveOnce()
      try Waiting.until("the device is back, and the exit in use", seconds: 5) {
        try overlay.status(of: "alpha").exit?.isInUse == true
          && lab.attempt(on: "alpha", ["ip", "link", "show", "selvedge0"]).status == 0
      }
      try waitForExit()
      let exit = try #require(try overlay.status(of: "alpha").exit)
      #expect(exit.isGuarded)
      #expect(exit.node == "beta")
      #expect(exit.repairs >= 3)
      for stream in streams { stream.stop(signal: SIGINT) }
      #expect(watch.count == 0)
      try overlay.selvedge(on: "alpha", ["down"])
      try expectAsBefore()
    }

    /// Without an assertion on whether the target is reached: the exit may be back already.
    private func tryToLeaveOnce() throws {
      for target in targets {
        _ = try lab.attempt(
          on: "alpha", ["ping", "-q", "-c", "2", "-i", "0.05", "-W", "0.1", target])
      }
      #expect(watch.count == 0)
    }

    @Test("status says when packets go nowhere, and why")
    func truth() throws {
      let exit = try #require(try overlay.status(of: "alpha").exit)
      #expect(exit.isInUse && exit.isGuarded && exit.reason == nil)
      try overlay.kill("beta")
      try Waiting.until("the exit is given up", seconds: 60) {
        try overlay.status(of: "alpha").exit?.isInUse == false
      }
      let later = try #require(try overlay.status(of: "alpha").exit)
      #expect(later.isGuarded && later.reason != nil)
      #expect(try overlay.selvedge(on: "alpha", ["status"]).contains("blocked: "))
      try tryToLeave("no exit")
    }

    @Test("a daemon that is stopped by a signal leaves the host closed, `down` opens it")
    func signalled() throws {
      overlay.stop("alpha")
      try tryToLeave("stopped")
      try overlay.selvedge(on: "alpha", ["down"])
      try expectAsBefore()
    }

    @Test(
      "with host.json lost the host stays closed, the next start takes over, and `down` opens it",
      arguments: [nil, "", "damaged\ndamaged\n"])
    func recordLost(contents: String?) throws {
      let record = overlay.state(of: "alpha").appending(path: "host.json")
      func lose() throws {
        try overlay.kill("alpha")
        guard let contents else { return try FileManager.default.removeItem(at: record) }
        try contents.write(to: record, atomically: false, encoding: .utf8)
      }
      let rules = try ours(["-4"])
      try lose()
      try tryToLeave("killed, and the record lost")
      try overlay.start("alpha")
      try waitForExit()
      #expect(watch.count == 0)
      #expect(try ours(["-4"]) == rules && ours(["-6"]) == rules)
      try lose()
      try lab.run(on: "alpha", ["ip", "rule", "del", "pref", rules[1]])
      try tryToLeave("killed, the record lost, and a rule")
      try overlay.selvedge(on: "alpha", ["down"])
      try expectAsBefore(settings: false)
      for target in targets { #expect(try reaches(target)) }
    }

    @Test("with the state directory lost `down --all` opens the host, and touches no living daemon")
    func stateLost() throws {
      let running = try Self.setup(of: "alpha", in: lab)
      let elsewhere = ["--state", lab.folder.appending(path: "nowhere").path()]
      let all = [try TestOverlay.binary(), "down", "--all"] + elsewhere
      try lab.run(on: "alpha", all)
      #expect(try Self.setup(of: "alpha", in: lab)[4] == running[4])
      try waitForExit()
      try overlay.kill("alpha")
      try FileManager.default.removeItem(at: overlay.state(of: "alpha"))
      try tryToLeave("killed, and the state directory lost")
      #expect(try lab.run(on: "alpha", all).contains("taken back"))
      try expectAsBefore(settings: false)
      for target in targets { #expect(try reaches(target)) }
    }

    @Test("with `when-down: open` the host has its own way again")
    func open() throws {
      let open = try BlockadeTests(settings: "exit: beta\nwhen-down: open\n")
      #expect(try !open.hasTable)
      try open.overlay.kill("alpha")
      for target in open.targets { #expect(try open.reaches(target)) }
    }

    @Test("an exit carries nobody to its own host, nor to its own network")
    func surroundings() throws {
      let uplink = lab["beta"].uplinks[0]
      for address in [uplink.ipv4, uplink.ipv4Gateway, uplink.ipv6, uplink.ipv6Gateway] {
        #expect(try !reaches(address), "\(address)")
      }
      #expect(try overlay.counter("packetsMisaddressed", of: "beta") >= 4)
      // Not by the daemon alone.
      let rules = try lab.run(on: "beta", ["nft", "list", "ruleset"])
      #expect(rules.contains("chain input"))
      #expect(rules.contains("198.18.\(uplink.number).0/24"))
      #expect(try reaches(overlay.ipv4(of: "beta")))
    }
  }
}
