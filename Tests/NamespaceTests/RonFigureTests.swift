import Foundation
import Testing

extension NamespaceSuite {
  /// The RON paper's figure 3, as `scripts/lab-ron-figure-3` shows it to anyone.
  @Suite("the RON paper's figures")
  struct RonFigureTests {
    /// A line of the table: per cent lost and mean milliseconds, directly and over the overlay.
    private struct Half {
      let lost: (direct: Double, overlay: Double)
      let mean: (direct: Double, overlay: Double)

      init?(_ name: String, in output: String) {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
          return nil
        }
        let numbers = line.dropFirst(name.count).split(separator: " ").compactMap { Double($0) }
        guard numbers.count >= 4 else { return nil }
        lost = (numbers[numbers.count - 4], numbers[numbers.count - 3])
        mean = (numbers[numbers.count - 2], numbers[numbers.count - 1])
      }
    }

    @Test("a direct path that loses 30 % is not what the overlay's users see")
    func lossyDirectPath() throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "selvedge").path()
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let script = try BackgroundProcess(
        [
          "timeout", "40", "env", "SELVEDGE=\(binary)",
          root.appending(path: "scripts/lab-ron-figure-3").path(), "10",
        ], logFolder: folder)
      let run = script.wait()
      #expect(run.status == 0, "\(run.output) \(run.errors)")
      let before = try #require(Half("before", in: run.output), "\(run.output)")
      let after = try #require(Half("after: the direct path loses 30 %", in: run.output))
      #expect(before.lost.direct < 5 && before.lost.overlay < 5)
      #expect((85...115).contains(before.mean.direct))
      // 500 pings: five standard deviations either side.
      #expect((20...40).contains(after.lost.direct), "\(run.output)")
      #expect(after.lost.overlay < 10, "\(run.output)")
      #expect(after.mean.overlay < 90, "\(run.output)")
    }
  }
}
