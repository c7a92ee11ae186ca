import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("the RON paper's scenarios and replayed data")
struct MeasuredScenarioTests {
  private func run(
    _ topology: ScenarioSettings.Topology, nodes: Int, seed: UInt64 = 1,
    profile: ScenarioSettings.Profile = .standard, _ phases: [ScenarioPhase]
  ) throws -> ScenarioResult {
    var settings = ScenarioSettings()
    settings.topology = topology
    settings.nodes = nodes
    settings.plane = .mesh
    settings.profile = profile
    var run = try ScenarioRun(
      ScenarioJob(name: "run", settings: settings.fitting, phases: phases, seed: seed)
    ) { _ in }
    return run.run()
  }

  private func streams(
    seconds: UInt64, _ trafficClass: TrafficClass = .balanced
  ) -> ScenarioPhase {
    .measureStreams(
      StreamStudy(
        first: Site.mit.rawValue, second: Site.arosNet.rawValue, duration: .seconds(seconds),
        row: .seconds(30), spacing: .milliseconds(100), trafficClass: trafficClass,
        listsSamples: true))
  }

  private let start: [ScenarioPhase] = [.join(count: nil, wave: 1), .quiet(.seconds(20))]

  @Test("on an ordinary day the four sites take 97 ms directly and 68 ms through Utah")
  func ordinaryDay() throws {
    let result = try run(
      .sites(hasLastMile: false), nodes: 4, start + [streams(seconds: 120, .latency)])
    let direct = try #require(result["direct-ms"])
    let overlay = try #require(result["overlay-ms"])
    #expect((97...100).contains(direct), "\(direct)")
    #expect((68...71).contains(overlay), "\(overlay)")
    #expect(result["best-ms"] == 68)
    #expect(result["via-utah"] == 1 && result["via-mediaone"] == 0)
    #expect(result["improved"] == 1)
    #expect(result["samples"] == 1_200)
    #expect(result.series.first { $0.name == "streams" }?.rows.count == 4)
    #expect(result.series.first { $0.name == "streams" }?.columns.last == "via_mediaone")
    #expect((result.series.first { $0.name == "samples" }?.rows.count ?? 0) > 1_150)
    #expect(result["violations"] == 0)
  }

  @Test("spells of loss hit the direct path, and the overlay goes around them")
  func spells() throws {
    let rule = WeatherRule(
      on: .bothWays(Site.mit.rawValue, Site.arosNet.rawValue), calm: .seconds(60),
      spell: .seconds(60), lossMax: 0.8)
    let result = try run(
      .sites(hasLastMile: false), nodes: 4, start + [.weather(rule), streams(seconds: 600)])
    let direct = try #require(result["direct-loss"])
    let overlay = try #require(result["overlay-loss"])
    #expect(direct > 0.05, "\(direct)")
    #expect(overlay < 0.01, "\(overlay)")
    let worst = try #require(result["direct-loss-worst"])
    #expect(worst > direct)
  }

  @Test("what the sites' own lines lose is lost either way")
  func lastMile() throws {
    let result = try run(.sites(hasLastMile: true), nodes: 4, start + [streams(seconds: 600)])
    #expect(try #require(result["overlay-loss"]) > 0.001)
  }

  @Test("RON's own constants route around as well, later")
  func ronProfile() throws {
    let rule = WeatherRule(
      on: .bothWays(Site.mit.rawValue, Site.arosNet.rawValue), calm: .seconds(1),
      spell: .seconds(86_400), lossMax: 1)
    let result = try run(
      .sites(hasLastMile: false), nodes: 4, profile: .ron,
      start + [.weather(rule), streams(seconds: 600)])
    #expect(try #require(result["overlay-loss"]) < 0.2)
  }

  private func matrix(_ slices: [[Double?]]...) throws -> MeasuredData {
    let table = try RTTMatrix(milliseconds: slices[0])
    return MeasuredData(table, kind: .cities, name: "table")
  }

  private func replay(compares: Bool = false) -> ScenarioPhase {
    .measureReplay(
      ReplayStudy(
        pairs: 12, spacing: .seconds(2), slicesMax: 20, comparesHysteresis: compares))
  }

  @Test("where a relay halves one pair's time, the replay finds it and nothing else")
  func relay() throws {
    let data = try matrix([[0, 90, 20], [90, 0, 25], [20, 25, 0]])
    let result = try run(
      .measured(data), nodes: 24, start + [.measureRelayGain, replay(compares: true)])
    // Six ordered pairs, two of which gain.
    #expect(try abs(#require(result["improved"]) - 1.0 / 3) < 0.01)
    #expect(result["improved-fifth"] == result["improved"])
    #expect(result["worse"] == 0 && result["lost"] == 0 && result["gained"] == 1)
    #expect(result["changes-per-hour"] == 0 && result["greedy-changes-per-hour"] == 0)
    #expect(try abs(#require(result["data-quicker"]) - 1.0 / 3) < 0.001)
    #expect(result.remarks == ["table: 1 slices of 16 s, all 3 sites"])
  }

  @Test("where no relay helps, none is used")
  func noRelay() throws {
    let data = try matrix([[0, 30, 20], [30, 0, 25], [20, 25, 0]])
    let result = try run(.measured(data), nodes: 3, start + [replay()])
    #expect(result["improved"] == 0 && result["relayed"] == 0 && result["saveable"] == 0)
    #expect(result["overlay-to-direct"] == 1)
  }

  @Test("drawn data gains, and equal seeds give equal results")
  func drawn() throws {
    let phases = start + [replay(compares: true)]
    let first = try run(.measured(.generated), nodes: 10, seed: 3, phases)
    #expect(try #require(first["gained"]) > 0.4)
    #expect(try #require(first["changes-to-greedy"]) <= 1)
    #expect(first.series.first { $0.name == "replay" }?.rows.count == 20)
    let again = try run(.measured(.generated), nodes: 10, seed: 3, phases)
    #expect(again == first)
    let other = try run(.measured(.generated), nodes: 10, seed: 4, phases)
    #expect(other.trace != first.trace)
  }

  @Test("of a larger matrix the seed chooses the sites")
  func chosen() {
    let topology = ScenarioSettings.Topology.measured(.generated)
    let sites = topology.chosenSites(nodes: 10, seed: 1)
    #expect(sites.count == 10 && sites == sites.sorted() && Set(sites).count == 10)
    #expect(sites != topology.chosenSites(nodes: 10, seed: 2))
    #expect(topology.chosenSites(nodes: 99, seed: 1) == Array(0..<24))
  }

  @Test(
    "checks for other data do not apply, and repetitions of a variant have numbers of their own")
  func checks() throws {
    var settings = ScenarioSettings()
    settings.topology = .measured(.generated)
    settings.nodes = 60
    let scenario = Scenario(
      name: "x", summary: "", settings: settings,
      variants: [
        ScenarioVariant(name: "a", settings: settings),
        ScenarioVariant(name: "b", settings: settings),
      ], repetitions: 2, phases: [],
      checks: [
        ScenarioCheck(measure: "a.mean.x", paper: "", bound: .atMost(2), data: [.cloud]),
        ScenarioCheck(measure: "b.max.x", paper: "", bound: .atMost(5), data: [.generated]),
        ScenarioCheck(measure: "mean.x", paper: "", bound: .atLeast(3)),
      ])
    #expect(scenario.jobs(seed: 1).map(\.settings.nodes) == [24, 24, 24, 24])
    let results = [1.0, 2, 4, 6].enumerated().map { number, value in
      var result = ScenarioResult(name: "r\(number)")
      result.measures = [ScenarioMeasure("x", value)]
      return result
    }
    let report = ScenarioReport(scenario, results: results)
    #expect(report.outcomes.map(\.check.measure) == ["b.max.x", "mean.x"])
    #expect(report.outcomes.map(\.measured) == [6, 3.25])
    let cloud = scenario.replaying(
      MeasuredData(.generated(siteCount: 5, sliceCount: 1, seed: 1), kind: .cloud, name: "c"))
    #expect(ScenarioReport(cloud, results: results).outcomes.map(\.measured) == [1.5, 3.25])
    #expect(cloud.jobs(seed: 1).first?.settings.nodes == 5)
  }
}
