import Foundation
import GRDB
import OverlayCore
import OverlayDatabase
import OverlayRuntime
import Testing

@Suite("daemons and their performance databases", .serialized)
struct DaemonHistoryTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  private func history(
    _ daemon: RunningDaemon, metric: String? = "rtt"
  ) throws -> [HistorySeries] {
    let request = ControlRequest.history(
      remote: nil, metric: metric, site: nil, sinceSeconds: 3_600, stepSeconds: 0)
    return try daemon.ask(request).compactMap { line in
      if case .history(let series) = line { series } else { nil }
    }
  }

  private func report(_ daemon: RunningDaemon) throws -> DatabaseReport {
    guard case .database(let report)? = try daemon.ask(.database).first else {
      throw ControlError.malformed("no report")
    }
    return report
  }

  /// Classes whose paths on one host follow how late its processes wake up.
  private static let capricious: Set<String> = [
    TrafficClass.jitter.name, TrafficClass.throughput.name,
  ]

  /// What routing decided, without the figures that differ from one moment to the next.
  private func routes(_ daemon: RunningDaemon) throws -> [String] {
    guard case .routes(let report)? = try daemon.ask(.routes).first else { return [] }
    return report.routes.map { route in
      if Self.capricious.contains(route.trafficClass) {
        return "\(route.to) \(route.trafficClass) \(route.paths.count) \(route.directState ?? "")"
      }
      let path = route.paths.first
      return "\(route.to) \(route.trafficClass) \(path?.relay ?? "direct") "
        + "\(path?.remoteAddress ?? "") \(route.paths.count) \(route.directState ?? "")"
    }
  }

  @Test("what a daemon measures is found by the window")
  func recording() throws {
    let alpha = try network.found("alpha")
    try network.enrol("beta", with: network.invite("beta", at: alpha))
    let beta = try network.start("beta", database: DatabaseSettings(windowSeconds: 1))
    try TestNetwork.wait { try beta.connected() == ["alpha"] }
    try TestNetwork.wait { try history(beta).first?.points.count ?? 0 >= 2 }
    let series = try #require(try history(beta).first)
    #expect((series.remote, series.site, series.unit) == ("alpha", "beta", "ms"))
    #expect(series.points.allSatisfy { $0.mean > 0 && $0.seconds == 1 })
    let losses = try history(beta, metric: "loss")
    #expect(Set(losses.map(\.metric)) == ["loss-in", "loss-out"])
    let report = try report(beta)
    #expect(report.role == "local")
    #expect(report.trouble == nil)
    let followed = try beta.ask(
      .follow(remote: "alpha", metric: "rtt", site: nil), lines: 2)
    #expect(followed.count == 2)
  }

  @Test("a node without a database says so, and one that has been stopped has kept the last window")
  func offAndFlush() throws {
    let alpha = try network.found("alpha", database: DatabaseSettings(enabled: false))
    #expect(try report(alpha).role == "off")
    do {
      _ = try history(alpha)
      Issue.record("there is history")
    } catch let error as ControlError {
      #expect(error.remedy.contains("database: on"))
    }
    #expect(!FileManager.default.fileExists(atPath: alpha.state.path + "/history.db"))

    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try beta.connected() == ["alpha"] }
    try TestNetwork.wait { try beta.status().uptimeSeconds > 2.5 }
    beta.stop()
    let queue = try DatabaseQueue(path: beta.state.path + "/history.db")
    let count = try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM summary") }
    #expect(count ?? 0 > 0)
  }

  @Test("bad questions are refused")
  func badQuestions() throws {
    let alpha = try network.found("alpha")
    for request in [
      ControlRequest.history(
        remote: "", metric: nil, site: nil, sinceSeconds: 1, stepSeconds: 0),
      .history(remote: nil, metric: "a b", site: nil, sinceSeconds: 1, stepSeconds: 0),
      .history(remote: nil, metric: nil, site: nil, sinceSeconds: 0, stepSeconds: 0),
      .history(remote: nil, metric: nil, site: nil, sinceSeconds: .max, stepSeconds: 0),
      .history(remote: nil, metric: nil, site: nil, sinceSeconds: 1, stepSeconds: -1),
      .follow(remote: "ü", metric: nil, site: nil),
    ] {
      #expect(throws: ControlError.self) { _ = try alpha.ask(request) }
    }
    #expect(try history(alpha).isEmpty)
  }

  @Test(
    "routes are the same with a database of garbage, one of yesterday, one that is gone, or none")
  func routing() throws {
    var alpha: RunningDaemon? = try network.found("alpha", database: .init(enabled: false))
    let founder = try #require(alpha)
    let beta = try network.join("beta", at: founder)
    let gamma = try network.join("gamma", at: founder)
    defer { withExtendedLifetime((beta, gamma)) {} }
    func settled(_ daemon: RunningDaemon?) throws -> [String] {
      let count = 2 * TrafficClass.allCases.count
      try TestNetwork.wait(seeing: try "\(daemon.map(routes) ?? [])") {
        let routes = try daemon.map(routes) ?? []
        return routes.count == count
          && routes.allSatisfy {
            $0.hasSuffix(" 2 up") && !$0.contains("beta 127") && !$0.contains("gamma 127")
          }
      }
      return try daemon.map(routes) ?? []
    }
    let expected = try settled(alpha)
    let file = network.state("alpha").path + "/history.db"
    let dead = UnderlayAddress(ipv4: 0x7f00_0001, port: try TestNetwork.freePort())
    let token = network.state("alpha").path + "/token"
    let cases: [(DatabaseSettings, () throws -> Void)] = [
      (DatabaseSettings(), {}),
      (DatabaseSettings(), { try Data("rubbish, and more".utf8).write(to: URL(filePath: file)) }),
      (DatabaseSettings(), { try Self.fillWithYesterday(file) }),
      (DatabaseSettings(server: dead, tokenFile: token), {}),
      (DatabaseSettings(serve: dead, tokenFile: token), {}),
    ]
    for (settings, prepare) in cases {
      alpha?.stop()
      alpha = nil
      try prepare()
      alpha = try network.start("alpha", database: settings)
      #expect(try settled(alpha) == expected)
    }
    // And when the file is spoilt under a daemon that runs.
    try Data(repeating: 0x5a, count: 100_000).write(to: URL(filePath: file))
    #expect(try settled(alpha) == expected)
  }

  /// A day ago beta was far and gamma lost everything.
  private static func fillWithYesterday(_ file: String) throws {
    for name in [file, file + "-wal", file + "-shm"] {
      try? FileManager.default.removeItem(atPath: name)
    }
    let store = try SummaryStore(path: file, limits: StoreLimits(rows: 10_000, seconds: 604_800))
    let yesterday = Int64(MonotonicClock.unixSeconds) - 86_400
    for (remote, metric, value) in [("beta", "rtt", 2_000.0), ("gamma", "loss-out", 1.0)] {
      let kept = (0..<60).map { window in
        Summary(
          site: "alpha", source: "alpha", remote: remote, metric: metric,
          start: yesterday + 60 * Int64(window), seconds: 60, count: 60, mean: value,
          minimum: value, maximum: value, median: value, p95: value)
      }
      #expect(try store.insert(kept) == 60)
    }
  }
}
