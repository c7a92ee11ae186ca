import Foundation
import OverlayLab
import Testing

@Suite("the demonstration, by command", .serialized)
struct DemoTests {
  @Test(
    "four daemons carry a voice around 30 % of loss, and leave nothing behind",
    .timeLimit(.minutes(2)))
  func loss() throws {
    let before = Self.directories()
    let run = try CommandRun(["demo", "--scenario", "loss", "--seconds", "15", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let last = try #require(run.output.split(separator: "\n").last)
    let summary = try JSONDecoder().decode(DemoSummary.self, from: Data(last.utf8))
    #expect(summary.scenario == "loss")
    #expect(summary.direct.sent > 700)
    #expect(summary.overlay.sent == summary.direct.sent)
    #expect(summary.direct.received < summary.direct.sent * 9 / 10)
    #expect(summary.overlay.received > summary.overlay.sent * 9 / 10)
    #expect(Self.directories() == before)
  }

  @Test("an interrupted demonstration stops its daemons", .timeLimit(.minutes(1)))
  func interrupted() throws {
    let before = Self.directories()
    let process = Process()
    process.executableURL = URL(filePath: CommandRun.binary)
    process.arguments = ["demo", "--json"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Not before there is a daemon to stop.
    while !Self.hasDaemon(besides: before), process.isRunning { usleep(20_000) }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(Self.directories() == before)
  }

  private static func hasDaemon(besides others: [String]) -> Bool {
    let root = FileManager.default.temporaryDirectory
    return directories().filter { !others.contains($0) }.contains { name in
      let socket = root.appending(path: name).appending(path: "mit/control.sock")
      return FileManager.default.fileExists(atPath: socket.path())
    }
  }

  private static func directories() -> [String] {
    let path = FileManager.default.temporaryDirectory.path()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix("selvedge-demo-") }.sorted()
  }
}
