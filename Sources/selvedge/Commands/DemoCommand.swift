internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import OverlayLab
internal import OverlaySimulator

/// Shows what the overlay is good for, on this machine and without root.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Watch four real nodes route around trouble, on this machine.",
    discussion: """
      Starts four daemons as the four sites of the RON paper, with the Internet between them \
      emulated on the loopback, and sends a voice-like stream and a bulk transfer from MIT to \
      ArosNet: directly, and over the overlay. Both are shown side by side. Needs no root, and \
      leaves nothing behind.

      Scenarios:
        outage   the direct path dies whenever the overlay has come to use it
        loss     the direct path loses 30 % of everything
        sites    a day's trouble in a minute: cuts, loss, one-way failures, flapping, detours

      On a terminal it draws; otherwise it prints a line for each event. Exits with 130 after \
      Ctrl-C.

      With --json the last line of output is one object: scenario; recovery_ms (median, max, runs) \
      of the failures that hit the overlay's path; direct and overlay (sent, received, \
      rtt_ms_median) of the two voice streams.
      """)

  @Option(help: "What goes wrong.")
  var scenario = ScenarioArgument(.outage)

  @Option(
    help: """
      How long the streams run, \(DemoConfiguration.secondsMin) to \(DemoConfiguration.secondsMax).
      """)
  var seconds = 50

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let range = DemoConfiguration.secondsMin...DemoConfiguration.secondsMax
    guard range ~= seconds else {
      throw ValidationError(
        "A demonstration lasts from \(range.lowerBound) to \(range.upperBound) seconds.")
    }
  }

  func run() throws {
    let view: any DemoView =
      if output.json {
        DemoNotes(write: StandardOutput.note)
      } else if isatty(STDOUT_FILENO) == 1 {
        DemoTerminal()
      } else {
        DemoNotes(write: StandardOutput.print)
      }
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let configuration = DemoConfiguration(
      scenario: scenario.scenario, seconds: seconds, executable: executable)
    defer { (view as? DemoTerminal)?.finish() }
    do {
      let summary = try DemoRun(configuration, view: view).run()
      if output.json {
        try output.print(json: summary, isLine: true)
      } else {
        StandardOutput.print(DemoNotes.text(summary))
      }
    } catch DemoError.interrupted {
      StandardOutput.note("\(DemoError.interrupted)")
      throw ExitCode(130)
    }
  }
}
