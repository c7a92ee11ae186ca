import Foundation
import Testing

extension NamespaceSuite {
  /// Classes, metrics and policies of real daemons, with packets of the kernel's.
  @Suite("classes of traffic")
  struct ClassTests {
    private static let codePoint = 46

    @Test("a reported metric changes the route at once, and no more once it has expired")
    func metric() throws {
      let overlay = try TestOverlay(
        on: NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1]),
        settings: """
          plane: mesh
          metrics:
            - {name: mirror-seconds, number: 0, unit: s, along-path: maximum}
          classes:
            - {name: mirrors, number: 8, metric: mirror-seconds, match: tcp port 873}

          """)
      func waitForRelay(_ relay: String?, _ description: String) throws {
        try Waiting.until("the class goes \(description)", seconds: 5) {
          try overlay.relay(from: "alpha", to: "beta", class: "mirrors") == .some(relay)
        }
      }
      try waitForRelay(nil, "straight")
      try overlay.report("mirror-seconds", 9, from: "alpha", to: "beta", lifetime: "60s")
      try overlay.report("mirror-seconds", 1, from: "alpha", to: "gamma", lifetime: "3s")
      try overlay.report("mirror-seconds", 2.31, from: "gamma", to: "beta", lifetime: "3s")
      try waitForRelay("gamma", "by gamma")
      #expect(try overlay.relay(from: "alpha", to: "beta", class: "balanced") == .some(nil))
      try waitForRelay(nil, "straight again")
    }

    @Test("with one of three paths cut, packets in stripes all arrive")
    func parity() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1, "delta": 1])
      let overlay = try TestOverlay(
        on: lab, settings: "traffic:\n  dscp: {\(Self.codePoint): parity}\n")
      for relay in ["gamma", "delta"] {
        try Waiting.until("the way by \(relay) is known") {
          try overlay.explanation(from: "alpha", to: "beta", class: "parity")
            .contains("through \(relay)")
            && overlay.explanation(from: "beta", to: "alpha", class: "parity")
              .contains("through \(relay)")
        }
      }
      for cut in ["gamma", "beta", "delta"] {
        let stream = try overlay.ping(
          from: "alpha", to: "beta", typeOfService: Self.codePoint << 2)
        Waiting.observe(seconds: 0.5)
        try lab.setFault(.cut, between: "alpha", and: cut)
        Waiting.observe(seconds: 1)
        #expect(stream.stop().loss() == 0, "while the path by \(cut) died")
        try lab.setFault(nil, between: "alpha", and: cut)
        try Waiting.until("all three paths are up again", seconds: 30) {
          let text = try overlay.explanation(from: "alpha", to: "beta", class: "parity")
          return ["direct", "through gamma", "through delta"].allSatisfy(text.contains)
            && !text.contains("not all it asks for")
        }
      }
    }

    @Test("a forbidden link carries nothing of the class, even when nothing arrives")
    func policy() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(
        on: lab,
        settings: """
          traffic:
            dscp: {\(Self.codePoint): commercial}
          classes:
            - {name: commercial, number: 8}
          policies:
            - {name: research-only, action: deny, link: [alpha, beta], classes: [commercial]}

          """)
      try Waiting.until("commercial traffic goes by gamma") {
        try overlay.relay(from: "alpha", to: "beta", class: "commercial") == .some("gamma")
      }
      let explanation = try overlay.explanation(from: "alpha", to: "beta", class: "commercial")
      #expect(explanation.contains("forbidden by policy `research-only`"), "\(explanation)")
      let address = try overlay.ipv4(of: "beta")
      let mark = "\(Self.codePoint << 2)"
      func pings() throws -> Bool {
        let arguments = ["ping", "-c", "3", "-i", "0.1", "-W", "1", "-Q", mark, address]
        return try lab.attempt(on: "alpha", arguments).status == 0
      }
      #expect(try pings())
      try lab.setFault(.cut, between: "alpha", and: "gamma")
      try Waiting.until("the way by gamma is gone", seconds: 20) {
        try overlay.relay(from: "alpha", to: "beta", class: "commercial") == .none
      }
      #expect(try !pings(), "nothing arrives rather than over the forbidden link")
      #expect(try lab.attempt(on: "alpha", ["ping", "-c", "1", "-W", "2", address]).status == 0)
    }
  }
}
