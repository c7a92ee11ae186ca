import Foundation
import Testing

extension NamespaceSuite {
  /// The prefix plane, with real daemons and network devices.
  @Suite("the prefix plane")
  struct PrefixTests {
    @Test("the direct path dies and traffic steps aside to another node as quickly as in a mesh")
    func directPathCut() throws {
      var gaps: [Double] = []
      for _ in 0..<4 {
        let overlay = try TestOverlay(
          on: NamespaceLab(FailoverScenario.directPathCut.hosts), settings: "plane: prefix\n")
        let measurement = try FailoverScenario.directPathCut.measure(on: overlay)
        gaps.append(measurement.gapMilliseconds)
      }
      #expect(gaps.filter { $0 > 300 }.count <= 1, "gaps of \(gaps.map { Int($0) }) ms")
    }

    @Test("hosts that never met find each other's addresses through the directory")
    func strangers() throws {
      // Base 4 and few backups: nobody has a place for everybody.
      let names = (0..<14).map { "host" + String($0 + 10) }
      let lab = try NamespaceLab(uplinks: names.map { ($0, 1) })
      let overlay = try TestOverlay(on: lab, members: names, settings: "profile: tapestry\n")
      // Whom each has not met yet, it finds by the address alone; the first packet is not lost.
      for (number, name) in names.enumerated() {
        let other = names[(number + 7) % names.count]
        let address = try overlay.ipv4(of: other)
        let ping = try lab.attempt(on: name, ["ping", "-c", "2", "-i", "0.2", "-W", "3", address])
        #expect(ping.output.contains("2 received"), "\(name) to \(other): \(ping.output)")
      }
      let nobody = try lab.attempt(on: names[0], ["ping", "-c", "1", "-W", "5", "10.99.0.200"])
      #expect(nobody.status != 0)
      #expect(nobody.output.contains("Unreachable"), "\(nobody.output)")
    }

    @Test("a mesh that outgrows its limit becomes a prefix plane without losing a packet")
    func outgrowth() throws {
      let hosts: KeyValuePairs = ["alpha": 1, "beta": 1, "gamma": 1, "delta": 1, "epsilon": 1]
      let lab = try NamespaceLab(hosts)
      let overlay = try TestOverlay(
        on: lab, members: ["alpha", "beta", "gamma", "delta"], settings: "mesh-limit: 4\n")
      #expect(try overlay.plane(of: "alpha") == "mesh")
      let stream = try overlay.ping(from: "alpha", to: "beta")
      try overlay.add("epsilon")
      try Waiting.until("all have changed over") {
        try ["alpha", "beta", "gamma", "delta", "epsilon"].allSatisfy {
          try overlay.plane(of: $0) == "prefix"
        }
      }
      Waiting.observe(seconds: 5)
      let report = stream.stop()
      #expect(report.loss() == 0)
    }
  }
}
