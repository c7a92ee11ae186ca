import Foundation
import Testing

extension NamespaceSuite {
  /// Paths that work badly rather than not at all.
  @Suite("loss and flapping")
  struct LossTests {
    /// How long the overlay may take to leave a lossy path, in seconds.
    private let seconds = 5.0

    @Test(
      "a direct path that loses 30 % is left for a clean one",
      arguments: [["alpha", "beta"], ["beta", "alpha"], ["alpha", "beta", "alpha"]])
    func lossyDirectPath(directions: [String]) throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(on: lab)
      let stream = try overlay.ping(from: "alpha", to: "beta")
      for (from, to) in zip(directions, directions.dropFirst()) {
        try lab.setFault(.loss(percent: 30), from: from, to: to)
      }
      let badSince = Date().timeIntervalSince1970
      Waiting.observe(seconds: seconds + 5)
      let report = stream.stop()
      #expect(report.loss(from: badSince + seconds) < 0.01)
    }

    @Test("a flow that is sent twice loses little where every path loses 5 %")
    func redundantClass() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let expedited = 46
      let overlay = try TestOverlay(on: lab, redundantDSCP: expedited)
      try lab.setFault(.loss(percent: 5), from: "alpha", to: "beta")
      try lab.setFault(.loss(percent: 5), from: "alpha", to: "gamma")
      Waiting.observe(seconds: seconds)
      let stream = try overlay.ping(
        from: "alpha", to: "beta", interval: 0.002, typeOfService: expedited << 2)
      Waiting.observe(seconds: 20)
      let report = stream.stop()
      #expect(report.sent > 3_000)
      #expect(report.loss() < 0.005)
      #expect(report.duplicates == 0)
    }

    @Test("a direct path that comes and goes every two seconds is soon left alone")
    func flapping() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(on: lab)
      let stream = try overlay.ping(from: "alpha", to: "beta")
      let switchesBefore = try overlay.path(from: "alpha", to: "beta").switches
      let start = Date().timeIntervalSince1970
      for _ in 0..<15 {
        try lab.setFault(.cut, between: "alpha", and: "beta")
        Waiting.observe(seconds: 2)
        try lab.setFault(nil, between: "alpha", and: "beta")
        Waiting.observe(seconds: 2)
      }
      let report = stream.stop()
      let switches = try overlay.path(from: "alpha", to: "beta").switches - switchesBefore
      #expect(switches <= 8, "\(switches) switches in a minute of flapping")
      let late = report.gaps(longerThan: 0.5).filter { $0.start > start + 2 }
      #expect(late.isEmpty, "gaps: \(late.map { Int($0.length * 1_000) }) ms")
      #expect(report.duplicates == 0)
      // A packet that went around in a circle would come with fewer hops left, or not at all.
      #expect(report.loss(from: start + 4) < 0.05)
    }
  }
}
