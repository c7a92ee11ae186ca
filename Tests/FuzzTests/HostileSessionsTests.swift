import Foundation
import OverlayCore
import Testing

/// What the corpus of hostile sessions reaches, and long runs of it.
@Suite("Hostile sessions")
struct HostileSessionsTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzz/Corpus/HostileSessions")

  @Test("frames of every kind reach their handler, and half of all datagrams open")
  func tally() throws {
    var sum = SessionTally()
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.folder, includingPropertiesForKeys: nil)
    for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
      sum = sum + (try HostileSessions.run([UInt8](try Data(contentsOf: file))))
    }
    print(sum.text)
    #expect(2 * sum.opened >= sum.datagrams)
    for kind in FrameKind.allCases where FrameForge.kinds.contains(Int(kind.rawValue)) {
      #expect(sum.rows[kind, default: SessionTally.Row()].handled > 0, "\(kind)")
    }
  }

  /// For `make fuzz RUNS=…`: storms by their numbers, each fourth with an input of the corpus behind it,
  /// without the fuzzer's counters, which take most of its time.
  ///
  /// `SELVEDGE_FUZZ_PROGRESS` names a file for the datagrams so far; the input that is being played
  /// stands beside it with `.input` behind its name, for what ends the process.
  @Test(
    "storms until SELVEDGE_FUZZ_GOAL datagrams were sent",
    .enabled(if: Self.environment["SELVEDGE_STORM_FIRST"] != nil))
  func storms() throws {
    let (environment, start) = (Self.environment, ContinuousClock.now)
    let progress = URL(filePath: try #require(environment["SELVEDGE_FUZZ_PROGRESS"]))
    let goal = environment["SELVEDGE_FUZZ_GOAL"].flatMap(Int.init) ?? 1_000_000
    let slice = environment["SELVEDGE_STORM_SECONDS"].flatMap(Int.init) ?? 300
    let first = try #require(environment["SELVEDGE_STORM_FIRST"].flatMap { UInt32($0) })
    let step = environment["SELVEDGE_STORM_STEP"].flatMap { UInt32($0) } ?? 1
    var number = first
    let corpus = try FileManager.default.contentsOfDirectory(
      at: Self.folder, includingPropertiesForKeys: nil
    ).sorted { $0.lastPathComponent < $1.lastPathComponent }.map {
      [UInt8](try Data(contentsOf: $0))
    }
    var sum = SessionTally()
    while sum.datagrams < goal, ContinuousClock.now - start < .seconds(slice) {
      let rest =
        number % 4 == 3
        ? corpus[Int(number / 4) % corpus.count] : [UInt8(truncatingIfNeeded: number % 3)]
      let input = HostileSessions.storm(number, before: rest)
      try Data(input).write(to: progress.appendingPathExtension("input"), options: .atomic)
      sum = sum + (try HostileSessions.run(input))
      number &+= step
      try Data("\(sum.datagrams)\n".utf8).write(to: progress, options: .atomic)
    }
    try FileManager.default.removeItem(at: progress.appendingPathExtension("input"))
    print(sum.text)
    print("\((number &- first) / step) storms, the next is \(number)")
  }

  @Test(
    "the input that SELVEDGE_FUZZ_INPUT names",
    .enabled(if: Self.environment["SELVEDGE_FUZZ_INPUT"] != nil))
  func input() throws {
    let path = Self.environment["SELVEDGE_FUZZ_INPUT"] ?? ""
    print(try HostileSessions.run([UInt8](try Data(contentsOf: URL(filePath: path)))).text)
  }
}
