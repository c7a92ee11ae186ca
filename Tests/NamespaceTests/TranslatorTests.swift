import Foundation
import Testing

extension NamespaceSuite {
  /// Hosts behind translators of addresses (NAT), and a relay that everybody can call.
  @Suite("translators")
  struct TranslatorTests {
    private func overlay(_ alpha: Translation, _ beta: Translation) throws -> TestOverlay {
      let lab = try NamespaceLab(
        ["alpha": 1, "beta": 1, "relay": 1], translators: ["alpha": alpha, "beta": beta])
      return try TestOverlay(
        on: lab, members: ["relay", "alpha", "beta"], listen: "\"0.0.0.0:7272\"")
    }

    private func waitUntilDirect(_ overlay: TestOverlay) throws {
      for (from, to) in [("alpha", "beta"), ("beta", "alpha")] {
        try overlay.waitForPath(from: from, to: to, describedAs: "straight") { $0.relay == nil }
      }
    }

    @Test("two that keep ports are passed, and traffic goes straight")
    func direct() throws {
      let overlay = try overlay(.keepsPorts, .keepsPorts)
      let start = Date()
      try waitUntilDirect(overlay)
      print("straight \(Date().timeIntervalSince(start)) s after all were connected")
      let stream = try overlay.ping(from: "alpha", to: "beta")
      Waiting.observe(seconds: 3)
      #expect(stream.stop().loss() < 0.02)
      let links = try overlay.links(from: "alpha", to: "beta")
      let outside = "198.18.\(overlay.lab["beta"].uplinks[0].number).2:7272"
      #expect(links.contains { $0.remoteAddress == outside && $0.state == "up" })
    }

    @Test(
      "where one of the two gives each destination another port, the relay works at once and stays",
      arguments: [Translation.random, .keepsPorts])
    func relayed(alpha: Translation) throws {
      // What comes from beta's port of the moment is not what alpha's translator lets in.
      let overlay = try overlay(alpha, .random)
      let stream = try overlay.ping(from: "alpha", to: "beta")
      Waiting.observe(seconds: 15)
      #expect(stream.stop().loss() < 0.02)
      #expect(try overlay.path(from: "alpha", to: "beta").relay == "relay")
      #expect(try overlay.path(from: "beta", to: "alpha").relay == "relay")
    }

    @Test(
      "a translator that gives out other ports in mid-flow interrupts traffic with a public host briefly"
    )
    func portsForgotten() throws {
      let overlay = try overlay(.random, .keepsPorts)
      let gap = try gap(overlay, from: "relay", to: "alpha") {
        try overlay.lab.reconnect("alpha", newAddress: false)
      }
      print("gap when a translator forgets its ports: \(gap) ms")
      #expect(gap < 1_500)
    }

    @Test(
      "a line that comes back with another address is followed, and becomes a straight path again")
    func newAddress() throws {
      let overlay = try overlay(.keepsPorts, .keepsPorts)
      try waitUntilDirect(overlay)
      let gap = try gap(overlay, from: "alpha", to: "beta") {
        try overlay.lab.reconnect("alpha", newAddress: true)
      }
      print("gap between two behind translators when one gets another address: \(gap) ms")
      #expect(gap < 3_000)
      try waitUntilDirect(overlay)
      let outside = "198.18.\(overlay.lab["alpha"].uplinks[0].number).77:7272"
      try Waiting.until("beta calls alpha at its new address") {
        try overlay.links(from: "beta", to: "alpha").contains {
          $0.remoteAddress == outside && $0.state == "up"
        }
      }
    }

    /// The longest silence in milliseconds around a change.
    private func gap(
      _ overlay: TestOverlay, from: String, to: String, change: () throws -> Void
    ) throws -> Int {
      let stream = try overlay.ping(from: from, to: to)
      Waiting.observe(seconds: 1)
      let start = Date().timeIntervalSince1970
      try change()
      Waiting.observe(seconds: 5)
      let end = Date().timeIntervalSince1970
      return Int(stream.stop().largestGap(from: start, to: end) * 1_000)
    }
  }
}
