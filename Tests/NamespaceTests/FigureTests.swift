import Foundation
import Testing

extension NamespaceSuite {
  /// Figures rather than verdicts: `make bench-failover` asks for them and prints what they write.
  @Suite(
    "figures", .enabled(if: FigureRequest.folder != nil, "`make bench-failover` asks for them"))
  struct FigureTests {
    private let runs = FigureRequest.runs

    @Test("gaps in a stream of a hundred echo requests a second")
    func failover() throws {
      var table = FigureTable(command: "make bench-failover RUNS=\(runs)")
      for scenario in FailoverScenario.allCases {
        var gaps: [Double] = []
        var lost = 0
        for _ in 0..<runs {
          // A new network each time: a path that failed before must prove itself for longer.
          let overlay = try TestOverlay(on: NamespaceLab(scenario.hosts))
          let measurement = try scenario.measure(on: overlay)
          gaps.append(measurement.gapMilliseconds)
          lost += measurement.lostAfterHealing ?? 0
        }
        table.add(
          "longest gap: \(scenario.rawValue)", unit: "ms", gaps,
          remark: scenario == .relayKilled ? "" : "\(lost) lost when traffic moved back")
      }
      try write(table, name: "failover")
    }

    @Test("loss that is left once the direct path has begun to lose")
    func loss() throws {
      var table = FigureTable(command: "make bench-failover RUNS=\(runs)")
      let cases = [("one direction", ["alpha", "beta"]), ("both", ["alpha", "beta", "alpha"])]
      for (name, directions) in cases {
        var early: [Double] = []
        var late: [Double] = []
        for _ in 0..<runs {
          let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
          let overlay = try TestOverlay(on: lab)
          let stream = try overlay.ping(from: "alpha", to: "beta")
          for (from, to) in zip(directions, directions.dropFirst()) {
            try lab.setFault(.loss(percent: 30), from: from, to: to)
          }
          let start = Date().timeIntervalSince1970
          Waiting.observe(seconds: 7)
          let report = stream.stop()
          early.append(100 * report.loss(from: start, to: start + 2))
          late.append(100 * report.loss(from: start + 2))
        }
        table.add("30 % loss in \(name): lost in the first 2 s", unit: "%", early)
        table.add("30 % loss in \(name): lost in the next 5 s", unit: "%", late)
      }
      try write(table, name: "loss")
    }

    @Test("round trips and TCP throughput with and without the overlay")
    func speed() throws {
      var table = FigureTable(command: "make bench-failover RUNS=\(runs)")
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let overlay = try TestOverlay(on: lab)
      let ways = [("bare veth", lab["beta"].ipv4), ("overlay", try overlay.ipv4(of: "beta"))]
      for (name, address) in ways {
        let stream = try PingStream(in: lab, on: "alpha", to: address)
        Waiting.observe(seconds: 5)
        table.add("round trip: \(name)", unit: "ms", stream.stop().replies.map(\.milliseconds))
        let transfer = try Transfer(
          in: lab, from: "alpha", to: "beta", address: address, seconds: 5)
        table.add(
          "TCP, one stream: \(name)", unit: "Gbit/s", try transfer.finish().seconds.map { $0 / 1e9 }
        )
      }
      try write(table, name: "speed")
    }

    @Test("a minute of initiations as fast as the machine can send them")
    func flood() throws {
      var table = FigureTable(command: "make bench-failover RUNS=\(runs)")
      // A minute and more each: fewer than of the others.
      let measured = try (0..<max(1, runs / 3)).map { _ in
        try FloodMeasurement(age: 75, seconds: 60)
      }
      table.add("initiations sent", unit: "1/s", measured.map(\.sentPerSecond))
      table.add("initiations read by the node", unit: "1/s", measured.map(\.readPerSecond))
      table.add("longest gap between answers", unit: "ms", measured.map { 1_000 * $0.longestGap })
      table.add("requests without an answer", unit: "%", measured.map { 100 * $0.loss })
      table.add("join, until the first session", unit: "s", measured.map(\.joinSeconds))
      let renewed = measured.count { $0.sessionAge.after < $0.sessionAge.before }
      table.add(
        "age of the members' session at the end", unit: "s", measured.map(\.sessionAge.after),
        remark: "\(renewed) of \(measured.count) renewed meanwhile")
      try write(table, name: "flood")
    }

    private func write(_ table: FigureTable, name: String) throws {
      try table.write(to: try #require(FigureRequest.folder), name: name)
    }
  }
}
