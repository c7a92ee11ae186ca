import Foundation
import Testing

extension NamespaceSuite {
  /// Large transfers, whose packets are cut and joined on their way.
  @Suite("bulk transfers")
  struct BulkTests {
    private func fetch(
      _ file: FileServer, on client: String, meanwhile disturb: (BackgroundProcess) throws -> Void
    ) throws {
      let download = try file.startDownload(
        on: client, bytesPerSecond: 100_000_000, secondsMax: 120)
      try disturb(download)
      let result = download.wait()
      #expect(result.status == 0, "\(result.errors)")
      #expect(try file.downloadedHash(on: client) == file.hash)
    }

    @Test("1 GiB arrives whole while the path in use is cut every second")
    func flapping() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(on: lab)
      let file = try FileServer(
        in: lab, on: "beta", address: try overlay.ipv4(of: "beta"), megabytes: 1_024)
      var cuts = 0
      try fetch(file, on: "alpha") { download in
        while download.isRunning, cuts < 100 {
          let others = cuts % 2 == 0 ? ["beta", "gamma"] : ["gamma", "beta"]
          try lab.setFault(nil, between: "alpha", and: others[1])
          try lab.setFault(.cut, between: "alpha", and: others[0])
          cuts += 1
          Waiting.observe(seconds: 1)
        }
      }
      #expect(cuts >= 5)
    }

    @Test(
      "a receiving kernel finds every checksum right, whether the devices cut and join or not",
      arguments: [(true, false), (false, true), (false, false), (true, true)])
    func checksums(sender: Bool, receiver: Bool) throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let overlay = try TestOverlay(
        on: lab,
        settingsOf: [
          "beta": "tun: {offload: \(sender)}\n", "alpha": "tun: {offload: \(receiver)}\n",
        ])
      let before = try errors(lab)
      let file = try FileServer(
        in: lab, on: "beta", address: try overlay.ipv4(of: "beta"), megabytes: 64)
      try fetch(file, on: "alpha") { _ in }
      #expect(try errors(lab) == before)
    }

    /// Segments and datagrams whose checksum the kernel of `alpha` found wrong.
    private func errors(_ lab: NamespaceLab) throws -> [String] {
      let counters = try lab.run(on: "alpha", ["nstat", "-a", "-z", "-s"])
      return counters.split(separator: "\n").map { $0.split(separator: " ") }
        .filter { $0.count > 1 && ["TcpInCsumErrors", "UdpInCsumErrors"].contains($0[0]) }
        .map { $0[0...1].joined(separator: " ") }.sorted()
    }
  }
}
