internal import ArgumentParser
internal import Foundation
internal import OverlayLab
internal import OverlaySimulator

/// Runs a scenario and holds its measurements against the paper.
struct SimRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a scenario and hold what it measures against the paper.",
    discussion: """
      Tells its progress, time and memory on standard error, and in the end prints a table: what \
      the paper says, what was measured, whether it holds. Exits with 1 when a check does not \
      hold. The same seed gives the same output, to the byte, however many jobs run side by side.

      A scenario of your own, in a file:

        name: small
        summary: "Two hundred nodes lose a fifth of themselves"
        nodes: 200
        profile: tapestry          # standard or tapestry
        base: 4                    # 4 or 16
        phases:
          - join: {wave: 25 %}     # each second a quarter of those who are there; or: join: all
          - flows: 20              # test packets a second, between nodes drawn by the seed
          - quiet: 1min
          - kill: 40
          - quiet: 2min
          - measure: {what: tables, locality-of: 200}
        checks:
          - {measure: run.holes, paper: none, at-most: 0}
          - {measure: run.success-minute-3, paper: 100 %, at-least: 99 %}

      Other phases: leave, churn, fail-links, heal-links, partition, loss, adversity, records, \
      flood-records, flood-joins, weather. Other measurements: lookups, records, root-crashes, traffic, \
      reachability, switching, streams, replay, relay-gain, estimators. `variants` runs the same phases \
      with other settings, `repetitions` with other seeds. The shipped files use all of them: \
      `selvedge sim show NAME`.

      Measured round trips are replayed by `replay`, `hysteresis` and `estimators`, which take them \
      from a file, compressed or not:

        selvedge sim run replay --matrix seattle_99x99x688_rtt.bin.gz   # slices of 10 ms units
        selvedge sim run replay --matrix cities_rtt.csv.gz              # from,to,milliseconds
        selvedge sim run replay --matrix regions.json                   # {"data": {from: {to: ms}}}

      Without a file they draw round trips of their own. A mesh is small: of a larger matrix the seed \
      chooses some sites.
      """)

  @Argument(help: "A scenario's name, as `selvedge sim list` tells, or a file.")
  var scenario: String

  @Option(help: "Decides every random choice.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Measured round trips to replay.", valueName: "file"))
  var matrix: String?

  @Option(help: ArgumentHelp("Write all numbers and series as CSV files.", valueName: "dir"))
  var csv: String?

  @Option(help: "Runs at a time.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Say nothing of the progress.")
  var quiet = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("There must be at least one job.") }
  }

  func run() async throws {
    var scenario = try ScenarioLibrary.scenario(scenario)
    if let matrix {
      guard scenario.data != nil else { throw MeasuredFileError.unused(scenario: scenario.name) }
      scenario = scenario.replaying(try MeasuredFile.read(matrix))
    }
    let clock = ContinuousClock()
    let start = clock.now
    let isQuiet = quiet
    let runner = ScenarioRunner(concurrency: jobs) { line in
      if !isQuiet { StandardOutput.note(line) }
    }
    let report = try await runner.run(scenario, seed: seed)
    if let csv {
      for path in try ScenarioTables.write(report, of: scenario, to: csv) where !isQuiet {
        StandardOutput.note("wrote \(path)")
      }
    }
    if !isQuiet {
      let seconds = (clock.now - start) / .seconds(1)
      let events = report.results.reduce(0) { $0 + $1.events }
      StandardOutput.note(
        "\(events) events in \(Quantity.fixed(seconds, 1)) s, at most "
          + "\(Quantity.bytes(ProcessMemory.peakBytes)) of memory")
    }
    try output.print(ScenarioSummary(scenario, report: report, seed: seed)) { $0.text }
    if !report.holds { throw ExitCode.failure }
  }
}
