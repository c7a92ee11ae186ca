import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("scenario runs")
struct ScenarioRunTests {
  private func run(
    _ phases: [ScenarioPhase], seed: UInt64 = 1, change: (inout ScenarioSettings) -> Void = { _ in }
  ) throws -> ScenarioResult {
    var settings = ScenarioSettings()
    settings.nodes = 40
    settings.profile = .tapestry
    change(&settings)
    let job = ScenarioJob(name: "run", settings: settings, phases: phases, seed: seed)
    var run = try ScenarioRun(job) { _ in }
    return run.run()
  }

  @Test("flows succeed, suffer from crashes and recover")
  func flows() throws {
    let result = try run([
      .join(count: nil, wave: 0.25), .flows(perSecond: 100), .quiet(.seconds(120)), .kill(20),
      .quiet(.seconds(180)), .measureTables(localityOf: 0),
    ])
    #expect(result["joined"] == 40)
    #expect(result["holes"] == 0, "\(result.accounts)")
    let success = result.series.first { $0.name == "packets" }?.rows.map { $0[3] } ?? []
    #expect(success.count >= 5)
    #expect(success.dropFirst().first == 1)
    #expect(success.last == 1)
    #expect(success.min().map { $0 < 1 } ?? false)
  }

  @Test("a mesh beacons everyone")
  func beacons() throws {
    let result = try run(
      [.join(count: nil, wave: 0.25), .quiet(.seconds(10)), .measureTraffic(.seconds(6))]
    ) { $0.plane = .mesh }
    let beacons = try #require(result["beacons-per-period"])
    #expect((37...41).contains(beacons), "\(beacons)")
  }

  @Test("a cut path gives way to another, and nothing is lost after that")
  func switching() throws {
    let result = try run([.measureSwitching(samples: 3)]) { $0.nodes = 4 }
    #expect(result["samples"] == 3)
    #expect(result["lost-after-switch"] == 0)
    let time = try #require(result["switch-ms"])
    #expect((100...1_500).contains(time), "\(time)")
  }

  @Test("records are found, outlive their roots, and expire with their owners")
  func records() throws {
    let result = try run([
      .records(lifetime: .seconds(60)), .join(count: 36, wave: 0.5), .kill(6),
      .quiet(.seconds(70)), .measureRecords, .measureRootCrashes(2),
    ]) { $0.profile = .standard }
    #expect(result["owners"] == 30)
    #expect(result["owners-gone"] == 6)
    #expect(result["records-missing"] == 0, "\(result.accounts)")
    #expect(result["records-old"] == 0, "\(result.accounts)")
    #expect(result["records-of-the-gone"] == 0)
    #expect(try #require(result["orphans-seen"]) > 0)
    #expect(result["records-outlived"] == 0)
    #expect(result["roots-crashed"] == 2)
    #expect(result["orphans"] == 1)
    #expect(result["records-lost"] == 0)
    #expect(result["orphans-left"] == 0)
  }

  @Test("a record that nobody refreshes is not found, so that the check can fail")
  func recordsThatAreMissed() throws {
    // A partition that stays: half of the owners are out of reach of most who ask.
    let result = try run([
      .records(lifetime: .seconds(20)), .join(count: nil, wave: 0.5), .partition(parts: 2),
      .quiet(.seconds(60)), .measureRecords,
    ]) { $0.profile = .standard }
    #expect(try #require(result["records-missing"]) > 5)
  }

  @Test("floods meet the limits, and others go on")
  func floods() throws {
    let result = try run([
      .records(lifetime: .seconds(60)), .join(count: 36, wave: 0.5), .quiet(.seconds(20)),
      .floodRecords(.seconds(9)), .floodJoins(.seconds(4)),
    ]) { $0.profile = .standard }
    for limit in [
      "flood-limited", "flood-owner-full", "flood-key-full", "flood-node-full",
      "join-flood-requests-limited", "join-flood-announcements-limited",
    ] {
      #expect(try #require(result[limit]) > 0, "\(limit)")
    }
    #expect(result["flood-records"] == Double(DirectoryProfile.standard.recordsMax))
    #expect(result["flood-own"] == Double(DirectoryProfile.standard.ownerRecordsMax))
    #expect(result["flood-records-missing"] == 0)
    #expect(result["join-flood-records-missing"] == 0)
    #expect(result["join-flood-unjoined"] == 0)
    #expect(result["join-flood-holes"] == 0)
  }

  @Test("equal seeds give equal results")
  func determinism() throws {
    let phases: [ScenarioPhase] = [
      .records(lifetime: .seconds(30)), .join(count: 30, wave: 0.5), .adversity(.seconds(30)),
      .quiet(.seconds(10)), .measureTables(localityOf: 40), .measureLookups(20),
      .measureRecords, .measureRootCrashes(1), .floodRecords(.seconds(1)),
      .floodJoins(.seconds(1)),
    ]
    let first = try run(phases, seed: 7)
    #expect(try run(phases, seed: 7) == first)
    #expect(try run(phases, seed: 8).trace != first.trace)
  }

  @Test("checks over all runs, and of one, hold or not")
  func checks() {
    func result(_ name: String, _ value: Double) -> ScenarioResult {
      var result = ScenarioResult(name: name)
      result.measures = [ScenarioMeasure("loss", value)]
      return result
    }
    func holds(_ measure: String, _ bound: ScenarioCheck.Bound) -> Bool {
      let scenario = Scenario(
        name: "x", summary: "", settings: ScenarioSettings(), variants: [], repetitions: 1,
        phases: [], checks: [ScenarioCheck(measure: measure, paper: "", bound: bound)])
      return ScenarioReport(scenario, results: [result("a", 1), result("b", 3)]).holds
    }
    #expect(holds("a.loss", .atMost(1)))
    #expect(!holds("b.loss", .atMost(1)))
    #expect(holds("mean.loss", .about(2, tolerance: 0)))
    #expect(holds("sum.loss", .atLeast(4)))
    #expect(!holds("max.loss", .about(2, tolerance: 0.4)))
    #expect(!holds("nothing.of.that.name", .atMost(1)))
  }
}
