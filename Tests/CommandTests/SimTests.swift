import Foundation
import Testing

@Suite("scenarios on the command line")
struct SimTests {
  private static let small = """
    name: small
    summary: "Thirty nodes"
    nodes: 30
    variants:
      - {name: four, base: 4}
      - {name: sixteen, base: 16}
    phases:
      - join: all
      - flows: 5
      - quiet: 20s
      - measure: {what: tables, locality-of: 30}
    checks:
      - {measure: sum.holes, paper: none, at-most: 0}
      - {measure: four.joined, paper: all, value: 30}

    """

  private func file(_ text: String) throws -> String {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let path = directory.appending(path: "small.yaml").path()
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("the list names every scenario")
  func list() throws {
    let run = try CommandRun(["sim", "list"])
    #expect(run.status == 0)
    for name in [
      "join-4096", "figure-3", "figure-14", "figure-16", "figure-20", "adversity", "ron-figure-3",
      "replay",
    ] {
      #expect(run.output.contains(name))
    }
  }

  @Test("equal seeds give equal bytes, however many jobs, and files beside them")
  func run() throws {
    let path = try file(Self.small)
    let directory = try file("") + ".results"
    let first = try CommandRun(["sim", "run", path, "--csv", directory])
    #expect(first.status == 0, "\(first.output) \(first.errors)")
    #expect(first.output.contains("all 2 checks hold"))
    #expect(first.errors.contains("events in"))
    let again = try CommandRun(["sim", "run", path, "--jobs", "1", "--quiet"])
    #expect(again.output == first.output)
    #expect(again.errors.isEmpty)
    let table = try String(contentsOfFile: directory + "/small-measures.csv", encoding: .utf8)
    #expect(table.contains("four.joined,30\n"))
    let packets = try String(contentsOfFile: directory + "/small-packets.csv", encoding: .utf8)
    #expect(packets.hasPrefix("run,minute,nodes,sent,success,latency_ms,hops\n"))
  }

  @Test("a check that fails is told, and ends with 1")
  func failure() throws {
    let path = try file(Self.small.replacing("value: 30", with: "value: 31"))
    let run = try CommandRun(["sim", "run", path, "--json", "--quiet"])
    #expect(run.status == 1)
    #expect(run.output.contains("\"holds\" : false"))
  }

  @Test("a matrix is read and replayed, and its name told; drawn data without one")
  func replay() throws {
    let text = """
      name: small
      topology: {kind: measured}
      plane: mesh
      nodes: 8
      phases:
        - measure: {what: relay-gain}
        - join: all
        - quiet: 10s
        - measure: {what: replay, pairs: 6, slices: 2}
        - measure: {what: estimators}
      checks:
        - {measure: run.improved, paper: a third, value: 33.3 %, tolerance: 2 %, data: [cities]}

      """
    let path = try file(text)
    let matrix = path + ".csv"
    try "0,1,90\n0,2,20\n1,2,25\n".write(toFile: matrix, atomically: true, encoding: .utf8)
    let run = try CommandRun(["sim", "run", path, "--matrix", matrix, "--quiet"])
    #expect(run.status == 0, "\(run.output) \(run.errors)")
    #expect(run.output.hasPrefix("small.yaml.csv: 1 slices of 16 s, all 3 sites\n"))
    #expect(run.output.contains("all 1 checks hold"))
    let drawn = try CommandRun(["sim", "run", path, "--quiet"])
    #expect(drawn.status == 0)
    #expect(drawn.output.hasPrefix("generated: 90 slices of 16 s, 8 of 24 sites"))
    #expect(drawn.output.contains("median-3-ewma"))
  }

  @Test("a matrix that cannot be used is told with a remedy")
  func badMatrix() throws {
    let missing = try CommandRun(["sim", "run", "replay", "--matrix", "/no/such"])
    #expect(missing.status == 1 && missing.errors.contains("/no/such cannot be read"))
    let unused = try CommandRun(["sim", "run", "figure-16", "--matrix", "/no/such"])
    #expect(unused.status == 1 && unused.errors.contains("replays no data"))
  }

  @Test("an unknown name and a slip in a file are told with a remedy")
  func slips() throws {
    let unknown = try CommandRun(["sim", "run", "figure-99"])
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("figure-99") && unknown.errors.contains("sim list"))
    let path = try file(Self.small.replacing("nodes: 30", with: "nodes: none"))
    let slip = try CommandRun(["sim", "run", path])
    #expect(slip.status == 1)
    #expect(slip.errors.contains("small.yaml:3: `nodes` cannot be `none`"))
  }
}
