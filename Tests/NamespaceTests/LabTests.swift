import Foundation
import Testing

extension NamespaceSuite {
  /// `selvedge lab`: namespaces whose devices lead to an emulator.
  @Suite("labs")
  struct LabTests {
    @Test("a lab has the modelled delay, is cut, heals and loses what it is told to")
    func triangle() throws {
      let lab = try EmulatedLab("triangle")
      for family in ["-4", "-6"] {
        let direct = try lab.ping(family, from: "alpha", to: "beta", count: 20)
        #expect(direct.received == 20)
        // 30 ms each way, and up to a millisecond of jitter.
        #expect(60...66 ~= direct.median, "\(direct.median) ms")
      }
      try lab.run("cut", "alpha", "beta")
      #expect(try lab.ping("-4", from: "alpha", to: "beta", count: 3).received == 0)
      #expect(try lab.ping("-4", from: "alpha", to: "gamma", count: 3).received == 3)
      try lab.run("heal", "alpha", "beta")
      #expect(try lab.ping("-4", from: "alpha", to: "beta", count: 3).received == 3)
      try lab.run("set", "alpha", "beta", "loss=20%", "delay=1ms", "--one-way")
      let lossy = try lab.ping("-4", from: "alpha", to: "beta", count: 1_000)
      // Six standard deviations either side.
      #expect(724...876 ~= lossy.received, "\(lossy.received) of 1000")
      let path = try #require(
        try lab.status().paths.first { $0.from == "alpha" && $0.to == "beta" })
      #expect(path.loss == 0.2 && path.delayMilliseconds == 1 && !path.isCut)
      #expect(Int(path.lost) >= 1_000 - lossy.received)
    }

    @Test("a host's other uplink has an address and a path of its own")
    func uplinks() throws {
      let lab = try EmulatedLab("two-uplinks")
      try lab.run("cut", "home/fibre", "office")
      #expect(try lab.ping("-4", from: "home", to: "office", count: 3).received == 0)
      let options = ["-4", "-I", "198.18.1.2"]
      let other = try lab.ping(options, from: "home", to: "office", count: 20)
      #expect(other.received >= 15)
      #expect(other.median >= 60)
    }

    @Test("a packet that is too long for the path is dropped, with a message where one is wanted")
    func tooBig() throws {
      let lab = try EmulatedLab("pair")
      try lab.run("set", "alpha", "beta", "mtu=1300", "icmp=false")
      let options = ["-M", "do", "-s", "1400"]
      #expect(try lab.ping(["-4"] + options, from: "alpha", to: "beta", count: 2).received == 0)
      try lab.run("set", "alpha", "beta", "icmp=true")
      for family in ["-4", "-6"] {
        let said = try lab.exec(
          "alpha", ["ping", family, "-c", "1", "-W", "1"] + options + ["beta"])
        #expect(said.output.contains("1300"), "\(said.output)")
      }
    }

    @Test("what runs in a host has its input, output and exit status")
    func exec() throws {
      let lab = try EmulatedLab("pair")
      let run = try lab.exec("alpha", ["sh", "-c", "cat; echo out; echo err >&2; exit 7"])
      #expect(run.status == 7 && run.output == "out\n" && run.errors == "err\n")
      let unknown = try lab.exec("zeta", ["true"])
      #expect(unknown.status == 1 && unknown.errors.contains("one of alpha, beta"))
      let missing = try lab.exec("alpha", ["no-such-command"])
      #expect(missing.status == 1 && missing.errors.contains("cannot run `no-such-command`"))
    }

    @Test("two labs share nothing, a third of the same name is refused")
    func several() throws {
      let one = try EmulatedLab("pair", name: "one")
      let two = try EmulatedLab("pair", name: "two")
      try one.run("cut", "alpha", "beta")
      #expect(try one.ping("-4", from: "alpha", to: "beta", count: 2).received == 0)
      #expect(try two.ping("-4", from: "alpha", to: "beta", count: 2).received == 2)
      let again = try EmulatedLab.attempt("up", "pair", "--name", "two")
      #expect(again.status == 1 && again.errors.contains("is up already"))
      let unnamed = try EmulatedLab.attempt("status")
      #expect(unnamed.status == 1 && unnamed.errors.contains("--name"))
    }

    @Test("going down ends what runs inside and leaves nothing")
    func down() throws {
      let lab = try EmulatedLab("pair")
      let sleeper = try lab.start(on: "alpha", ["sleep", "1000"])
      try Waiting.until("the command runs in alpha") { try lab.processes(in: "alpha") > 0 }
      try lab.run("down")
      #expect(sleeper.wait().status != 0)
      #expect(try lab.remains() == [])
      let again = try EmulatedLab.attempt("down", "--name", lab.name)
      #expect(again.status == 1 && again.errors.contains("no lab called"))
    }

    @Test("an emulator that is killed leaves nothing after `down`, nor in the way of `up`")
    func killed() throws {
      let lab = try EmulatedLab("triangle")
      _ = try lab.start(on: "alpha", ["sleep", "1000"])
      try lab.killEmulator()
      let dead = try EmulatedLab.attempt("status", "--name", lab.name)
      #expect(dead.status == 1 && dead.errors.contains("has died"))
      #expect(try !lab.remains().isEmpty)
      try lab.run("down")
      #expect(try lab.remains() == [])
      let other = try EmulatedLab("triangle")
      try other.killEmulator()
      let fresh = try EmulatedLab("triangle")
      #expect(try fresh.ping("-4", from: "alpha", to: "gamma", count: 2).received == 2)
    }

    @Test("in the foreground Ctrl-C takes it down")
    func foreground() throws {
      let lab = EmulatedLab(unstarted: "pair")
      let process = try lab.startInForeground()
      try Waiting.until("the lab says that it is up") { process.output.contains("is up") }
      #expect(process.stop(signal: SIGINT).status == 0)
      #expect(try lab.remains() == [])
    }
  }
}
