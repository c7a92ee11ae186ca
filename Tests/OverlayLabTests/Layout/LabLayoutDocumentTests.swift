import OverlayCore
import OverlaySimulator
import Testing

@testable import OverlayLab

@Suite("labs' scenario files")
struct LabLayoutDocumentTests {
  @Test("every shipped scenario can be read", arguments: LabLibrary.names)
  func shipped(name: String) throws {
    let layout = try LabLibrary.layout(name)
    #expect(layout.name == name && !layout.summary.isEmpty)
    #expect(layout.paths.count == layout.uplinks.count * layout.uplinks.count)
  }

  @Test("the four sites have the delays of the demonstration")
  func fourSites() throws {
    let layout = try LabLibrary.layout("four-sites")
    let sites = SiteNetwork.model(seed: 1)
    #expect(layout.hosts.map(\.name) == Site.allCases.map(\.memberName))
    for from in 0..<4 {
      for to in 0..<4 where from != to {
        #expect(layout[from: from, to: to] == sites.path(from: from, to: to), "\(from) \(to)")
      }
    }
  }

  @Test("links stand over what holds for all paths, the later over the earlier, one way or both")
  func links() throws {
    let layout = try LabLayoutDocument.parse(
      """
      name: mine
      seed: 7
      hosts:
        - alpha
        - {name: beta, uplinks: [fibre, lte], mtu: 1400}
      paths: {delay: 10ms, queue: 64kB}
      links:
        - {between: [alpha, beta], loss: 2 %, rate: 10mbit}
        - {from: beta/lte, to: alpha, loss: 20%, burst: 100ms, mtu: 1300, icmp: true}
      """, file: "mine.yaml")
    #expect(layout.seed == 7)
    #expect(layout.uplinks.map(\.interface) == ["wan", "fibre", "lte"])
    #expect(layout.uplinks.map(\.mtu) == [1_500, 1_400, 1_400])
    #expect(layout.names == ["alpha", "beta", "beta/fibre", "beta/lte"])
    let there = layout[from: 0, to: 2]
    #expect(there.delay == .milliseconds(10) && there.loss == .independent(0.02))
    #expect(there.bitsPerSecond == 10_000_000 && there.queueBytesMax == 64_000)
    #expect(there.mtu == .max && !there.tellsTooBig)
    let back = layout[from: 2, to: 0]
    #expect(abs(back.loss.mean - 0.2) < 1e-9 && back.loss != .independent(0.2))
    #expect(back.mtu == 1_300 && back.tellsTooBig)
    // Between uplinks of one host nothing was said.
    #expect(layout[from: 1, to: 2].bitsPerSecond == 0)
  }

  @Test(
    "a slip is told with file, line and remedy",
    arguments: [
      ("name: x\nhosts: [a, b]\nlink: []", "f.yaml:3: unknown key `link`", "links"),
      ("name: x", "f.yaml:1: `hosts` is missing", "alpha"),
      ("hosts: [a]", "f.yaml:1: `name` is missing", "name:"),
      ("name: X y\nhosts: [a]", "f.yaml:1: `name` cannot be `X y`", "lower-case"),
      ("name: x\nhosts:\n  - a\n  - B", "f.yaml:4: `hosts` cannot be `B`", "lower-case"),
      ("name: x\nhosts:\n  - a\n  - a", "f.yaml:4", "no other host"),
      ("name: x\nhosts:\n  - {name: a, uplinks: [w, w]}", "f.yaml:3: `uplinks`", "different"),
      ("name: x\nhosts:\n  - {name: a, uplinks: [a-name-far-too-long]}", "f.yaml:3", "15"),
      ("name: x\nhosts:\n  - {name: a, mtu: 9000}", "f.yaml:3: `mtu` cannot be `9000`", "1280"),
      ("name: x\nhosts: [a, b]\npaths: {delay: 5}", "f.yaml:3: `delay` cannot be `5`", "30ms"),
      ("name: x\nhosts: [a, b]\npaths: {loss: 101%}", "f.yaml:3: `loss`", "share"),
      ("name: x\nhosts: [a, b]\npaths: {rate: 5mb}", "f.yaml:3: `rate`", "20mbit"),
      ("name: x\nhosts: [a, b]\npaths: {queue: much}", "f.yaml:3: `queue`", "64kB"),
      (
        "name: x\nhosts: [a, b]\nlinks:\n  - {between: [a, c], loss: 1%}",
        "f.yaml:4: `between` cannot be `c`", "one of a, b"
      ),
      ("name: x\nhosts: [a, b]\nlinks:\n  - {between: [a, a]}", "f.yaml:4", "two different"),
      ("name: x\nhosts: [a, b]\nlinks:\n  - {from: a}", "f.yaml:4: `between` is missing", "from:"),
      ("name: x\nhosts: [a\n", "f.yaml:", "indentation"),
    ])
  func slips(text: String, problem: String, remedy: String) {
    do {
      _ = try LabLayoutDocument.parse(text, file: "f.yaml")
      Issue.record("it was read: \(text)")
    } catch {
      #expect(error.problem.contains(problem), "\(error)")
      #expect(error.remedy.contains(remedy), "\(error)")
    }
  }

  @Test("a file that is not there is told apart from a scenario that is not")
  func missing() {
    #expect(throws: ScenarioError.unknown("nowhere", shipped: LabLibrary.names, list: "lab list")) {
      try LabLibrary.layout("nowhere")
    }
  }

  @Test("more hosts than there are addresses for are refused")
  func crowd() {
    let hosts = (0...LabAddress.hostsMax).map { "h\($0)" }.joined(separator: ", ")
    #expect(throws: ScenarioError.self) {
      try LabLayoutDocument.parse("name: x\nhosts: [\(hosts)]", file: "f.yaml")
    }
  }
}
