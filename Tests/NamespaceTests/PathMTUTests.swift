import Foundation
import Testing

extension NamespaceSuite {
  /// Paths that carry smaller packets than the hosts' cables do.
  @Suite("the MTU of paths")
  struct PathMTUTests {
    /// What the path carries, and what of it is left for a packet of the host's: 28 or 48 bytes are
    /// IP's and UDP's, 72 are ours.
    private static let mtu = 1_300

    private func fetch(
      _ overlay: TestOverlay, from server: String, on client: String, megabytes: Int = 8
    ) throws {
      let file = try FileServer(
        in: overlay.lab, on: server, address: try overlay.ipv4(of: server), megabytes: megabytes)
      let start = Date()
      let download = try file.startDownload(on: client, bytesPerSecond: 1 << 30, secondsMax: 30)
      #expect(download.wait().status == 0)
      #expect(try file.downloadedHash(on: client) == file.hash)
      #expect(Date().timeIntervalSince(start) < 15)
    }

    /// A cable takes in four bytes more than it gives out, for a VLAN's tag.
    private func waitUntilFound(_ overlay: TestOverlay, from: String, to: String) throws {
      try Waiting.until("\(from) knows what the path to \(to) carries", seconds: 10) {
        let found = try overlay.pathMTUs(from: from, to: to)
        return found.count == 1 && (Self.mtu...(Self.mtu + 4)).contains(found[0])
      }
    }

    @Test(
      "a path with a smaller MTU carries TCP from the first packet on, and is found",
      arguments: [UnderlayFamily.ipv4, .ipv6], [false, true])
    func smallerMTU(family: UnderlayFamily, isSilent: Bool) throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.setMTU(Self.mtu, toward: "beta")
      if isSilent { try lab.silenceRouter() }
      let overlay = try TestOverlay(on: lab, family: family)
      try fetch(overlay, from: "beta", on: "alpha")
      try fetch(overlay, from: "alpha", on: "beta")
      try waitUntilFound(overlay, from: "alpha", to: "beta")
      try waitUntilFound(overlay, from: "beta", to: "alpha")
      let inner = Self.mtu - (family == .ipv4 ? 28 : 48) - 72
      let address = try overlay.ipv4(of: "beta")
      let told = try lab.attempt(
        on: "alpha", ["ping", "-M", "do", "-c", "3", "-i", "0.2", "-W", "1", "-s", "1250", address])
      #expect(told.status != 0)
      // The kernel remembers what it was told first, before the last bytes had been found.
      let mtu = try #require((told.output + told.errors).firstMatch(of: /mtu ?= ?(\d+)/)?.output.1)
      #expect((inner - 24...inner).contains(try #require(Int(mtu))))
      let cut = try lab.attempt(
        on: "alpha",
        ["ping", "-M", "dont", "-c", "3", "-i", "0.2", "-W", "1", "-s", "1250", address])
      #expect(cut.status == 0)
    }

    @Test(
      "a path whose MTU shrinks during a transfer is no black hole",
      arguments: [UnderlayFamily.ipv4, .ipv6])
    func shrinkingMTU(family: UnderlayFamily) throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      try lab.silenceRouter()
      let overlay = try TestOverlay(on: lab, family: family)
      let file = try FileServer(
        in: lab, on: "beta", address: try overlay.ipv4(of: "beta"), megabytes: 16)
      let download = try file.startDownload(on: "alpha", bytesPerSecond: 2_000_000, secondsMax: 60)
      try Waiting.until("the path's MTU is known", seconds: 10) {
        try overlay.pathMTUs(from: "beta", to: "alpha") == [1_500]
      }
      // Segmented messages pass this cable whatever their segments: single packets do not.
      let stream = try PingStream(
        in: lab, on: "alpha", to: try overlay.ipv4(of: "beta"), interval: 0.05, payloadBytes: 1_250)
      Waiting.observe(seconds: 1)
      let shrunk = Date()
      try lab.setMTU(Self.mtu, toward: "beta")
      #expect(download.wait().status == 0)
      #expect(try file.downloadedHash(on: "alpha") == file.hash)
      #expect(Date().timeIntervalSince(shrunk) < 20)
      try waitUntilFound(overlay, from: "beta", to: "alpha")
      // The quicker the transfer, the longer to go until the window below has echoes.
      Waiting.observe(seconds: max(0, 7 - Date().timeIntervalSince(shrunk)))
      let report = stream.stop()
      #expect(report.loss(from: shrunk.timeIntervalSince1970 + 5) < 0.05)
    }
  }
}
