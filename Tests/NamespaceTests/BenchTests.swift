import Foundation
import Testing

extension NamespaceSuite {
  /// The bench itself, without Selvedge: a ruler is checked before it measures.
  @Suite("the bench")
  struct BenchTests {
    @Test("hosts reach each other over IPv4 and IPv6 and on each uplink")
    func reachability() throws {
      let lab = try NamespaceLab(["alpha": 2, "beta": 1])
      for address in [lab["beta"].ipv4, lab["beta"].ipv6] {
        try lab.run(on: "alpha", ["ping", "-c", "1", "-W", "2", address])
      }
      for uplink in lab["alpha"].uplinks {
        try lab.run(
          on: "alpha", ["ping", "-c", "1", "-W", "2", "-I", uplink.ipv4, lab["beta"].ipv4])
        try lab.run(on: "beta", ["ping", "-c", "1", "-W", "2", uplink.ipv6])
      }
    }

    @Test("a cut is seen as a gap of its own length, and healing ends it")
    func cutAndHeal() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let stream = try PingStream(in: lab, on: "alpha", to: lab["beta"].ipv4)
      Waiting.observe(seconds: 0.3)
      try lab.setFault(.cut, between: "alpha", and: "beta")
      Waiting.observe(seconds: 0.5)
      try lab.setFault(nil, between: "alpha", and: "beta")
      Waiting.observe(seconds: 0.3)
      let report = stream.stop()
      #expect(report.largestGap() > 0.45)
      #expect(report.largestGap() < 0.8)
      #expect(report.gaps(longerThan: 0.2).count == 1)
    }

    @Test("a cut in one direction leaves the other one alone")
    func oneWay() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.setFault(.cut, from: "alpha", to: "beta")
      let capture = try Capture(in: lab, at: lab["alpha"].namespace)
      _ = try lab.attempt(on: "beta", ["ping", "-c", "1", "-W", "1", lab["alpha"].ipv4])
      try Waiting.until("the request arrives although no answer can") {
        capture.packets.contains { $0.count > 20 && $0[9] == 1 && $0[20] == 8 }
      }
    }

    @Test("loss is close to what was asked for")
    func loss() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.setFault(.loss(percent: 30), from: "alpha", to: "beta")
      let stream = try PingStream(in: lab, on: "alpha", to: lab["beta"].ipv4, interval: 0.002)
      Waiting.observe(seconds: 2)
      let report = stream.stop()
      #expect(report.sent > 200)
      #expect((0.15...0.45).contains(report.loss()))
    }

    @Test("one uplink of two can be unplugged")
    func unplugging() throws {
      let lab = try NamespaceLab(["alpha": 2, "beta": 1])
      try lab.setCable(of: "alpha", uplink: 0, works: false)
      let uplinks = lab["alpha"].uplinks
      let dead = try lab.attempt(on: "beta", ["ping", "-c", "1", "-W", "1", uplinks[0].ipv4])
      #expect(dead.status != 0)
      try lab.run(on: "beta", ["ping", "-c", "1", "-W", "2", uplinks[1].ipv4])
      try lab.setCable(of: "alpha", uplink: 0, works: true)
      try lab.run(on: "beta", ["ping", "-c", "1", "-W", "2", uplinks[0].ipv4])
    }

    @Test("a socket of the test process can stand inside a host, and the router sees its datagrams")
    func hostSocketAndCapture() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let capture = try Capture(in: lab)
      let socket = try HostSocket(on: lab["alpha"])
      for number in 0..<20 {
        #expect(socket.send([1, 2, UInt8(number)], to: lab["beta"].ipv4, port: 4_000))
      }
      try Waiting.until("the router saw the first and the last datagram", seconds: 5) {
        let payloads = capture.payloads(port: 4_000)
        return payloads.contains([1, 2, 0]) && payloads.contains([1, 2, 19])
      }
    }

    @Test("a download arrives whole and a transfer is timed")
    func transfers() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let server = try FileServer(
        in: lab, on: "beta", address: lab["beta"].ipv4, megabytes: 2)
      let download = try server.startDownload(on: "alpha", bytesPerSecond: 20_000_000)
      #expect(download.wait().status == 0)
      #expect(try server.downloadedHash(on: "alpha") == server.hash)
      let transfer = try Transfer(
        in: lab, from: "alpha", to: "beta", address: lab["beta"].ipv4, seconds: 1)
      #expect(try transfer.finish().bitsPerSecond > 1e8)
    }
  }
}
