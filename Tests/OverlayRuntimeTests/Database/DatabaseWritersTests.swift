import OverlayCore
import OverlayDatabase
import Testing

@testable import OverlayRuntime

@Suite("what each host may add to a shared database")
struct DatabaseWritersTests {
  private let now = Instant(nanoseconds: 1_000_000_000)
  private let first = UnderlayAddress(ipv4: 0x0a63_0002, port: 0)
  private let second = UnderlayAddress(ipv4: 0x0a63_0003, port: 0)

  /// What of some summaries a host may add.
  private func add(
    _ summaries: [Summary], from host: UnderlayAddress, to writers: inout DatabaseWriters,
    after seconds: UInt64 = 0
  ) -> [String] {
    writers.admitted(summaries, from: host, now: now + .seconds(seconds)).map(\.source)
  }

  private func summary(_ source: String, remote: String = "far", start: Int64 = 0) -> Summary {
    Summary(
      site: "office", source: source, remote: remote, metric: "rtt", start: start, seconds: 60,
      count: 1, mean: 1, minimum: 1, maximum: 1, median: 1, p95: 1)
  }

  @Test("nobody writes in another's name, nor in the serving node's")
  func names() {
    var writers = DatabaseWriters(own: "server")
    let own = add([summary("alpha")], from: first, to: &writers)
    #expect(own == ["alpha"])
    let others = [summary("alpha"), summary("server"), summary("beta")]
    let second = add(others, from: second, to: &writers)
    #expect(second == ["beta"])
    let again = add([summary("alpha", start: 60), summary("beta")], from: first, to: &writers)
    #expect(again == ["alpha"])
  }

  @Test("a name is free when its host has been silent for a day")
  func silence() {
    var writers = DatabaseWriters(own: "server")
    _ = add([summary("alpha")], from: first, to: &writers)
    let early = add([summary("alpha")], from: second, to: &writers, after: 86_399)
    #expect(early.isEmpty)
    let late = add([summary("alpha")], from: second, to: &writers, after: 86_400)
    #expect(late == ["alpha"])
  }

  @Test("names, series and summaries of one host are bounded, and others have their own")
  func bounds() {
    var writers = DatabaseWriters(own: "server")
    let names = add((0..<40).map { summary("name\($0)") }, from: first, to: &writers)
    #expect(names.count == 16)
    let series = (0..<3_000).map { summary("name1", remote: "remote\($0)") }
    let begun = add(series, from: first, to: &writers)
    #expect(begun.count == 2_000 - 16)
    let many = (0..<20_000).map { summary("name1", start: Int64($0) * 60) }
    let flood = add(many, from: first, to: &writers)
    #expect(flood.count == 8_192 - 2_000)
    let later = [
      add(many, from: first, to: &writers), add(many, from: first, to: &writers, after: 5),
    ]
    #expect(later.map(\.count) == [0, 50])
    let other = add([summary("other")], from: second, to: &writers)
    #expect(other == ["other"])
  }
}
