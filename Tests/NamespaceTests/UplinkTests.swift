import Foundation
import Testing

extension NamespaceSuite {
  /// Hosts with two uplinks each and no relay between them.
  @Suite("uplinks")
  struct UplinkTests {
    private func overlay() throws -> TestOverlay {
      try TestOverlay(
        on: NamespaceLab(["alpha": 2, "beta": 2]), settings: "uplinks: auto\n",
        listen: "\"0.0.0.0:7272\"")
    }

    private func waitForPairs(_ overlay: TestOverlay, _ count: Int, seconds: Double = 20) throws {
      try Waiting.until("\(count) pairs of uplinks are up", seconds: seconds) {
        try overlay.links(from: "alpha", to: "beta").filter { $0.state == "up" }.count == count
      }
    }

    @Test("every pair of uplinks is a link of its own, and each end says which uplink it takes")
    func pairs() throws {
      let overlay = try overlay()
      try waitForPairs(overlay, 4)
      let links = try overlay.links(from: "alpha", to: "beta")
      let pairs = Set(links.map { "\($0.uplink ?? "-") \($0.remoteAddress)" })
      let remote = overlay.lab["beta"].uplinks.map { "\($0.ipv4):\(overlay.port)" }
      #expect(pairs == Set(["u0", "u1"].flatMap { own in remote.map { "\(own) \($0)" } }))
    }

    @Test("one uplink after the other dies somewhere on its way, and traffic hardly notices")
    func uplinkDies() throws {
      let overlay = try overlay()
      try waitForPairs(overlay, 4)
      let stream = try overlay.ping(from: "alpha", to: "beta")
      Waiting.observe(seconds: 1)
      var cuts: [(start: Double, end: Double)] = []
      for (host, uplink) in [("alpha", 0), ("alpha", 1), ("beta", 0), ("beta", 1)] {
        let start = Date().timeIntervalSince1970
        try overlay.lab.setCable(of: host, uplink: uplink, works: false)
        Waiting.observe(seconds: 2)
        try overlay.lab.setCable(of: host, uplink: uplink, works: true)
        cuts.append((start, Date().timeIntervalSince1970))
        try waitForPairs(overlay, 4, seconds: 60)
      }
      let report = stream.stop()
      let gaps = cuts.map { Int(report.largestGap(from: $0.start, to: $0.end) * 1_000) }
      print("gaps when an uplink dies, two hosts with two each and no relay: \(gaps) ms")
      #expect(gaps.allSatisfy { $0 < 1_000 }, "gaps of \(gaps) ms")
    }

    @Test("an interface goes and comes back with another address, without a restart")
    func interfaceReturns() throws {
      let overlay = try overlay()
      try waitForPairs(overlay, 4)
      let uplinks = overlay.lab["alpha"].uplinks
      let stream = try overlay.ping(from: "alpha", to: "beta")
      Waiting.observe(seconds: 1)
      let start = Date().timeIntervalSince1970
      for uplink in uplinks {
        let name = uplink.interface
        try overlay.lab.run(on: "alpha", ["ip", "link", "set", name, "down"])
        try Waiting.until("the links over \(name) are gone", seconds: 5) {
          try overlay.links(from: "alpha", to: "beta").allSatisfy { $0.uplink != name }
        }
        Waiting.observe(seconds: 0.5)
        let script = """
          ip addr flush dev \(name); ip link set \(name) up
          ip addr add 198.18.\(uplink.number).9/24 dev \(name)
          ip route add default via \(uplink.ipv4Gateway) dev \(name) metric \(uplink.number + 50)
          """
        try overlay.lab.run(on: "alpha", ["sh", "-c", script])
        try Waiting.until("\(name) is used from its new address", seconds: 30) {
          try overlay.links(from: "alpha", to: "beta").contains {
            $0.uplink == name && $0.state == "up"
          }
            && overlay.links(from: "beta", to: "alpha").contains {
              $0.remoteAddress == "198.18.\(uplink.number).9:\(overlay.port)" && $0.state == "up"
            }
        }
      }
      let report = stream.stop()
      let gap = Int(report.largestGap(from: start) * 1_000)
      print("largest gap while both interfaces went down and came back one by one: \(gap) ms")
      #expect(gap < 1_000)
    }
  }
}
