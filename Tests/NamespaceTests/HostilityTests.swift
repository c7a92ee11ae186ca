import Foundation
import Testing

extension NamespaceSuite {
  /// Datagrams from people who are not members.
  @Suite("hostile datagrams")
  struct HostilityTests {
    /// How many datagrams are thrown at a member.
    private let datagramCount = 100_000

    @Test("a flood of forged, random and replayed datagrams changes nothing for members")
    func flood() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "mallory": 1])
      let overlay = try TestOverlay(on: lab, members: ["alpha", "beta"])
      let port = UInt16(overlay.port)
      let capture = try Capture(in: lab)
      let stream = try overlay.ping(from: "alpha", to: "beta")
      try Waiting.until("some traffic was captured") {
        capture.payloads(port: overlay.port).count > 200
      }
      capture.stop()
      let replays = capture.payloads(port: overlay.port)
      let stranger = try HostSocket(on: lab["mallory"])
      let memoryBefore = try overlay.residentKilobytes(of: "beta")
      let start = Date().timeIntervalSince1970
      var random = SystemRandomNumberGenerator()
      for number in 0..<datagramCount {
        let datagram = Self.datagram(number, replays, using: &random)
        stranger.send(datagram, to: lab["beta"].ipv4, port: port)
        // A pause now and then keeps the flood at a rate that one attacker's uplink has.
        if number % 64 == 0 { usleep(1_000) }
      }
      Waiting.observe(seconds: 1)
      let report = stream.stop()
      let memoryAfter = try overlay.residentKilobytes(of: "beta")
      #expect(report.largestGap(from: start) < 0.3)
      #expect(memoryAfter < memoryBefore + 16_384, "\(memoryBefore) to \(memoryAfter) kB")
      #expect(stranger.drain() == 0, "a stranger got an answer")
      #expect(overlay.isRunning("beta"))
    }

    private static func datagram(
      _ number: Int, _ replays: [[UInt8]], using random: inout SystemRandomNumberGenerator
    ) -> [UInt8] {
      let replay = replays[number / 5 % replays.count]
      switch number % 5 {
      case 0:  // any bytes, any length
        return bytes(Int.random(in: 0...1_472, using: &random), using: &random)
      case 1:  // a known type, then any bytes
        let type = UInt8(1 + number / 5 % 4)
        return [type] + bytes(Int.random(in: 0...600, using: &random), using: &random)
      case 2:  // cut short
        return Array(replay.prefix(Int.random(in: 0...replay.count, using: &random)))
      case 3:  // one bit flipped
        guard !replay.isEmpty else { return [] }
        var flipped = replay
        let index = flipped.indices.randomElement(using: &random) ?? 0
        flipped[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return flipped
      default:  // as it was
        return replay
      }
    }

    private static func bytes(
      _ count: Int, using random: inout SystemRandomNumberGenerator
    ) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// The tight figures are `make bench-failover`'s.
    @Test("a flood of initiations at full speed cuts nobody off and keeps no newcomer out")
    func initiations() throws {
      let measured = try FloodMeasurement(seconds: 10)
      print(measured)
      #expect(measured.readPerSecond > 2_000, "the flood reached it")
      #expect(measured.longestGap < 2)
      #expect(measured.joinSeconds < 30)
      #expect(measured.sessionAge.after > measured.sessionAge.before, "no new session was needed")
    }

    @Test("a member whose credential is revoked is out, and stays out")
    func revocation() throws {
      let overlay = try TestOverlay(on: NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1]))
      let stream = try overlay.ping(from: "alpha", to: "gamma")
      try overlay.revoke("gamma", at: "alpha")
      try Waiting.until("gamma is no longer a member for alpha and beta", seconds: 20) {
        try ["alpha", "beta"].allSatisfy { try !overlay.connectedPeers(of: $0).contains("gamma") }
      }
      let outSince = Date().timeIntervalSince1970
      overlay.stop("gamma")
      try overlay.start("gamma")
      Waiting.observe(seconds: 5)
      #expect(try !overlay.connectedPeers(of: "alpha").contains("gamma"))
      #expect(try !overlay.connectedPeers(of: "beta").contains("gamma"))
      let report = stream.stop()
      #expect(report.loss(from: outSince + 1) == 1)
    }

    @Test("an invitation is good for one node, and a stranger's own network gets no answer")
    func strangers() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "mallory": 1])
      let overlay = try TestOverlay(on: lab, members: ["alpha", "beta"])
      let second = try overlay.attemptToJoin("mallory", with: overlay.invitation(of: "beta"))
      #expect(second.status != 0)
      #expect(!second.errors.isEmpty, "a refusal says why")
      #expect(try overlay.connectedPeers(of: "alpha") == ["beta"])
    }
  }
}
