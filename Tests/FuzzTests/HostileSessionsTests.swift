import Foundation
import OverlayCore
import Testing

/// What the corpus of hostile sessions reaches.
@Suite("Hostile sessions")
struct HostileSessionsTests {
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

  @Test(
    "the input that SELVEDGE_FUZZ_INPUT names",
    .enabled(if: ProcessInfo.processInfo.environment["SELVEDGE_FUZZ_INPUT"] != nil))
  func input() throws {
    let path = ProcessInfo.processInfo.environment["SELVEDGE_FUZZ_INPUT"] ?? ""
    print(try HostileSessions.run([UInt8](try Data(contentsOf: URL(filePath: path)))).text)
  }
}
