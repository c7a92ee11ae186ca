import Foundation
import Testing

// What is lost or restored around a closed host: no file opens it, and the operator is told.

extension NamespaceSuite.BlockadeTests {
  /// Runs a command of alpha's that is to fail, or to end with `status`; what it wrote.
  private func fails(_ arguments: [String], status: Int32 = 1) throws -> String {
    // A daemon that starts although it should refuse ends with 124.
    let command = ["timeout", "20", try TestOverlay.binary()] + arguments
    let result = try lab.attempt(on: "alpha", command + overlay.stateOption("alpha"))
    #expect(result.status == status, "\(arguments): \(result.output)\(result.errors)")
    return result.output + result.errors
  }

  /// Runs a command of alpha's on a host without `nft`.
  private func failsWithoutNFT(_ arguments: [String]) throws -> String {
    let script = """
      for place in /usr/sbin /sbin /usr/bin /bin; do
        if [ -x $place/nft ]; then mount --bind /dev/null $place/nft; fi
      done
      exec "$@"
      """
    let command = [try TestOverlay.binary()] + arguments + overlay.stateOption("alpha")
    let result = try lab.attempt(
      on: "alpha", ["unshare", "-m", "sh", "-c", script, "sh"] + command)
    #expect(result.status == 1, "\(arguments): \(result.output)\(result.errors)")
    return result.output + result.errors
  }

  private func file(_ name: String) -> URL { overlay.state(of: "alpha").appending(path: name) }

  private func replace(_ name: String, by contents: String?) throws {
    try? FileManager.default.removeItem(at: file(name))
    try contents?.write(to: file(name), atomically: false, encoding: .utf8)
  }

  @Test("a default route in two halves, as a stranger's DHCP can bring it, leads nothing around")
  func halves() throws {
    let uplink = lab["alpha"].uplinks[0]
    for (option, halves, gateway) in [
      ("-4", ["0.0.0.0/1", "128.0.0.0/1"], uplink.ipv4Gateway),
      ("-6", ["::/1", "8000::/1"], uplink.ipv6Gateway),
    ] {
      for half in halves {
        try lab.run(on: "alpha", ["ip", option, "route", "add", half, "via", gateway])
      }
    }
    // The daemon looks at the host's networks once a second.
    let end = Date.now.addingTimeInterval(3)
    while Date.now < end { try tryToLeave("with a default route in two halves") }
    #expect(watch.count == 0)
  }

  @Test("a configuration that is lost, empty or names no exit opens no host that was closed")
  func configurationLost() throws {
    let settings = try String(contentsOf: file("config.yaml"), encoding: .utf8)
    try overlay.kill("alpha")
    for (contents, word) in [
      (nil, "is missing"), ("", "names no exit"), ("exit: off\n", "names no exit"),
    ] {
      try replace("config.yaml", by: contents)
      let said = try fails(["up"])
      #expect(said.contains(word) && said.contains("config.yaml"), "\(said)")
      #expect(said.contains("selvedge down"), "\(said)")
      try tryToLeave("killed, and \(contents ?? "no file") for settings")
    }
    // Nor when the record went with it.
    try replace("host.json", by: nil)
    #expect(try fails(["up"]).contains("names no exit"))
    try tryToLeave("killed, and neither settings nor record")
    try replace("config.yaml", by: settings)
    try overlay.start("alpha")
    try waitForExit()
    #expect(watch.count == 0)
    try overlay.selvedge(on: "alpha", ["down"])
    try expectAsBefore(settings: false)
  }

  @Test("with an old record restored, start and `down` find what stands all the same")
  func recordRestored() throws {
    let old = "{\"settings\":{}}\n{\"settings\":{}}\n"
    let rules = try ours(["-4"])
    try overlay.kill("alpha")
    try replace("host.json", by: old)
    try tryToLeave("killed, and an old record")
    try overlay.start("alpha")
    try waitForExit()
    #expect(try ours(["-4"]) == rules && ours(["-6"]) == rules)
    #expect(watch.count == 0)
    // Rules that a daemon cannot know, and that nothing gets past.
    let refusing = ["ip", "rule", "add", "pref", "31005", "not", "fwmark", "0x7272", "unreachable"]
    try lab.run(on: "alpha", refusing)
    try Waiting.until("status says that other rules come first", seconds: 5) {
      try overlay.status(of: "alpha").exit?.reason?.contains("first place") == true
    }
    try lab.run(on: "alpha", ["ip", "rule", "del", "pref", "31005"])
    try waitForExit()
    try overlay.kill("alpha")
    try replace("host.json", by: old)
    let said = try overlay.selvedge(on: "alpha", ["down"])
    #expect(said.contains("taken back: routing rules"), "\(said)")
    try expectAsBefore(settings: false)
    #expect(try overlay.selvedge(on: "alpha", ["down"]).contains("left nothing"))
  }

  @Test("without `nft`, `down` says that the host stays closed, and forgets nothing")
  func toolLost() throws {
    try overlay.kill("alpha")
    for arguments in [["down", "--all"], ["down"]] {
      let said = try failsWithoutNFT(arguments)
      #expect(said.contains("no `nft`") && said.contains("selvedgeguard_alpha"), "\(said)")
      #expect(said.contains("Install nftables"), "\(said)")
      try tryToLeave("killed, and \(arguments) without nft")
    }
    #expect(try String(contentsOf: file("host.json"), encoding: .utf8).contains("selvedgeguard"))
    #expect(try overlay.selvedge(on: "alpha", ["down"]).contains("selvedgeguard_alpha"))
    try expectAsBefore()
  }

  @Test("commands say whether the host is closed, by whom, and what opens it")
  func told() throws {
    let twice = try fails(["up"])
    #expect(twice.contains("in use by another process") && !twice.contains("nowhere"), "\(twice)")
    try overlay.kill("alpha")
    #expect(try fails(["status"]).contains("packets of this host go nowhere"))
    let settings = try String(contentsOf: file("config.yaml"), encoding: .utf8)
    try replace("config.yaml", by: settings + "exit: [\n")
    #expect(try fails(["up"]).contains("packets of this host go nowhere"))
    try replace("config.yaml", by: settings)
    try replace("host.json", by: nil)
    try lab.run(on: "alpha", ["nft", "flush", "ruleset"])
    // Whose the rules are nobody knows now.
    for command in ["status", "up", "down"] {
      let said = try fails([command])
      #expect(said.contains("selvedge down --all"), "\(command): \(said)")
      #expect(said.contains("routing rules 31"), "\(command): \(said)")
      try tryToLeave("killed, no record and no firewall, and \(command)")
    }
    #expect(try overlay.selvedge(on: "alpha", ["down", "--all"]).contains("taken back: "))
    try expectAsBefore(settings: false)
    #expect(try overlay.selvedge(on: "alpha", ["down"]).contains("left nothing"))
  }

  @Test("another node's daemon that uses an exit is told of, by `up` and by `down --all`")
  func another() throws {
    try overlay.kill("alpha")
    let table = "table inet selvedgeguard_other_01020304"
    try lab.run(on: "alpha", ["ip", "tuntap", "add", "ov9", "mode", "tun"])
    let words = "\(table) { chain outbound { oifname { \"lo\", \"ov9\" } accept; }; }"
    try lab.run(on: "alpha", ["nft", words])
    #expect(try fails(["up"]).contains("selvedgeguard_other_01020304"))
    try tryToLeave("killed, and another node's daemon")
    try replace("host.json", by: nil)
    let said = try fails(["down", "--all"])
    #expect(said.contains("there remains: routing rules"), "\(said)")
    #expect(said.contains("again when that daemon is down"), "\(said)")
    try lab.run(on: "alpha", ["nft", "delete"] + table.split(separator: " ").map(String.init))
    try lab.run(on: "alpha", ["ip", "link", "del", "ov9"])
    #expect(try overlay.selvedge(on: "alpha", ["down", "--all"]).contains("taken back: "))
    try expectAsBefore(settings: false)
  }

  @Test("a closed host joins anew over the Internet")
  func joinsClosed() throws {
    let lab = try NamespaceLab(["alpha": 1, "beta": 1, "web": 1])
    let overlay = try TestOverlay(
      on: lab, members: ["beta", "alpha"],
      settingsOf: ["alpha": "exit: beta\n", "beta": "serve-exit: true\nforwarding: set\n"],
      grants: ["beta": ["--exit"]])
    try Waiting.until("alpha uses the exit") {
      try overlay.status(of: "alpha").exit?.isInUse == true
    }
    overlay.stop("alpha")
    let web = lab["web"].ipv4
    #expect(
      try lab.attempt(on: "alpha", ["ping", "-q", "-c", "1", "-W", "1", web]).status != 0)
    let token = try overlay.selvedge(on: "beta", ["invite", "gamma"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let fresh = lab.folder.appending(path: "fresh").path()
    let binary = try TestOverlay.binary()
    let joined = try lab.attempt(on: "alpha", [binary, "join", token, "--state", fresh])
    #expect(joined.status == 0, "\(joined.errors)")
    // It opens nothing.
    #expect(
      try lab.attempt(on: "alpha", ["ping", "-q", "-c", "1", "-W", "1", web]).status != 0)
  }
}
