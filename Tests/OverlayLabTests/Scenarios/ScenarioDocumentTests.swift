import OverlayCore
import OverlaySimulator
import Testing

@testable import OverlayLab

@Suite("scenario files")
struct ScenarioDocumentTests {
  @Test("every shipped scenario can be read", arguments: ScenarioLibrary.names)
  func shipped(name: String) throws {
    let scenario = try ScenarioLibrary.scenario(name)
    #expect(scenario.name == name)
    #expect(!scenario.checks.isEmpty && !scenario.summary.isEmpty)
  }

  @Test("settings of a variant stand over those of all")
  func variants() throws {
    let scenario = try ScenarioDocument.parse(
      """
      name: x
      nodes: 30
      base: 16
      variants:
        - {name: small, nodes: 10}
        - {name: other, base: 4, repairs: off}
      phases:
        - join: {count: 5, wave: 25 %}
        - quiet: 1.5s
      checks:
        - {measure: small.loss, paper: none, value: 0}
      """, file: "x.yaml")
    #expect(scenario.variants.map(\.settings.nodes) == [10, 30])
    #expect(scenario.variants.map(\.settings.base) == [.sixteen, .four])
    #expect(scenario.variants.map(\.settings.repairs) == [true, false])
    #expect(scenario.phases == [.join(count: 5, wave: 0.25), .quiet(.milliseconds(1_500))])
    #expect(scenario.checks.first?.bound == .about(0, tolerance: 0))
  }

  @Test(
    "a slip is told with file, line and remedy",
    arguments: [
      ("name: x\nnods: 3\nphases:\n  - join: all", "f.yaml:2: unknown key `nods`", "nodes"),
      ("name: x\nnodes: many\nphases:\n  - join: all", "f.yaml:2: `nodes`", "whole number"),
      ("name: x\nphases:\n  - join: all\n  - quiet: soon", "f.yaml:4: `quiet`", "300ms"),
      ("name: x\nphases:\n  - jump: 3", "f.yaml:3: unknown key `jump`", "join"),
      ("name: x\nbase: 8\nphases:\n  - join: all", "f.yaml:2: `base`", "4 or 16"),
      ("name: x\nplane: mesh\nnodes: 99\nphases:\n  - join: all", "f.yaml:3: `nodes`", "64"),
      ("name: x\nprofile: ron\nphases:\n  - join: all", "f.yaml:2: `profile`", "plane: mesh"),
      (
        "name: x\nplane: mesh\nnodes: 5\ntopology: {kind: sites}\nphases:\n  - join: all",
        "f.yaml:3: `nodes`", "at most 4"
      ),
      (
        "name: x\nnodes: 4\nphases:\n  - weather: {between: [mit, 4], calm: 1min, spell: 9s}",
        "f.yaml:4: `between`", "below 4"
      ),
      (
        "name: x\nphases:\n  - weather: {between: [mit, utah], calm: 1min}",
        "f.yaml:3: `calm`", "spell:"
      ),
      (
        "name: x\nphases:\n  - measure: {what: streams, between: [0, 1], for: 1s, row: 9s}",
        "f.yaml:3: `every`", "row"
      ),
      (
        "name: x\nphases:\n  - measure: {what: streams, between: [0, 1], class: best}",
        "f.yaml:3: `class`", "latency"
      ),
      (
        "name: x\nphases:\n  - join: all\nchecks:\n  - {measure: a, value: 1, data: [moon]}",
        "f.yaml:5: `data`", "slices"
      ),
      ("name: x", "f.yaml:1: `phases` is missing", "phases:"),
      ("phases:\n  - join: all", "f.yaml:1: `name` is missing", "name:"),
      ("name: [x\n", "f.yaml:", "indentation"),
      ("- a\n- b", "f.yaml:1", "lines such as"),
      ("name: x\nphases:\n  - join: all\nchecks:\n  - {paper: 1}", "f.yaml:5", "measure"),
      ("", "f.yaml:1: `name` is missing", "name:"),
    ])
  func slips(text: String, problem: String, remedy: String) {
    do {
      _ = try ScenarioDocument.parse(text, file: "f.yaml")
      Issue.record("it was read: \(text)")
    } catch {
      #expect(error.problem.contains(problem), "\(error)")
      #expect(error.remedy.contains(remedy), "\(error)")
    }
  }
}
