internal import ArgumentParser
internal import Foundation
internal import OverlayCore
internal import OverlayLab
internal import OverlaySimulator

/// Runs the real protocol in virtual time under random faults.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Try the protocol under random faults in virtual time.",
    discussion: """
      Runs meshes of real nodes over a modelled network with cuts, loss, delay, flapping, \
      partitions, crashes, joins and leaves that a seed decides, and watches that no packet loops, \
      none is delivered twice, and every pair with a live path of at most one relay hears from \
      each other again within two seconds. Equal seeds give equal runs, to the last datagram. \
      Exits with 1 when a promise was broken.

      Examples:
        selvedge simulate --seeds 200
        selvedge simulate --seed 17 --print-plan > plan.txt
        selvedge simulate --seed 17 --plan plan.txt

      The last two run one seed again with fewer faults, after lines were taken out of the plan.
      """)

  @Option(help: "How many seeds.")
  var seeds = 10

  @Option(help: "The first seed.")
  var firstSeed: UInt64 = 1

  @Option(help: "Just this seed.")
  var seed: UInt64?

  @Option(help: "Nodes in the mesh, 5 to \(Limits.membersMax).")
  var hosts = 50

  @Option(help: "Length of each run in seconds of virtual time, at least 20.")
  var seconds: UInt64 = 60

  @Option(help: ArgumentHelp("Faults to use instead of the seed's own.", valueName: "file"))
  var plan: String?

  @Flag(help: "Print the faults of `--seed` and stop.")
  var printPlan = false

  @Option(help: "Runs at a time.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard seeds > 0, jobs > 0 else { throw ValidationError("There must be at least one.") }
    guard 5...Limits.membersMax ~= hosts else {
      throw ValidationError("The mesh must have 5 to \(Limits.membersMax) nodes.")
    }
    guard 20...86_400 ~= seconds else {
      throw ValidationError("A run must last from 20 to 86400 seconds.")
    }
    guard seed != nil || (plan == nil && !printPlan) else {
      throw ValidationError("A plan belongs to one seed: name it with --seed.")
    }
  }

  func run() async throws {
    let faults = try plan.map { path in
      try FaultPlan(parsing: String(contentsOfFile: path, encoding: .utf8))
    }
    let hosts = hosts
    let seconds = seconds
    let runner = TrialRunner(concurrency: jobs) { seed in
      .trial(seed: seed, hosts: hosts, seconds: seconds, plan: faults)
    }
    if printPlan, let seed {
      StandardOutput.print(
        SimulationConfiguration.trial(seed: seed, hosts: hosts, seconds: seconds)
          .plan.description)
      return
    }
    var summary = SimulationSummary()
    let chosen = seed.map { [$0] } ?? (0..<UInt64(seeds)).map { firstSeed + $0 }
    await runner.run(chosen) { outcome in
      summary.add(outcome)
      if !output.json { tell(outcome) }
    }
    if output.json {
      try output.print(json: summary)
    } else {
      StandardOutput.print(summary.text)
    }
    if !summary.brokenSeeds.isEmpty { throw ExitCode.failure }
  }

  private func tell(_ outcome: TrialOutcome) {
    guard let report = outcome.report else {
      StandardOutput.print("seed \(outcome.seed)  failed: \(outcome.failure ?? "")")
      return
    }
    StandardOutput.print(
      "seed \(outcome.seed)  \(outcome.isGood ? "good" : "BROKEN")  "
        + "\(report.packetsDelivered) of \(report.packetsSent) packets, "
        + "longest standstill \(Quantity.milliseconds(report.longestGap.inMilliseconds)), "
        + "\(report.events) events in \(Quantity.fixed(outcome.seconds, 1)) s, "
        + "trace \(report.trace)")
    guard !outcome.isGood else { return }
    for violation in report.violations { StandardOutput.print("  \(violation)") }
    StandardOutput.print(
      "  again: selvedge simulate --seed \(outcome.seed) --hosts \(hosts) --seconds \(seconds)")
  }
}
