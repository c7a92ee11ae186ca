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
    for name in ["join-4096", "figure-3", "figure-14", "figure-16", "figure-20", "adversity"] {
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
