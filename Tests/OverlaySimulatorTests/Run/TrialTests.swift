import Foundation
import OverlayCore
import OverlaySimulator
import Testing

/// Meshes of fifty under random faults, one run a seed.
///
/// `SELVEDGE_SEEDS` says how many seeds, `SELVEDGE_FIRST_SEED` where they begin. The default costs
/// about a minute on two cores; `make simulate` runs two hundred.
@Suite struct TrialTests {
  private static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["SELVEDGE_SEEDS"].flatMap(UInt64.init) ?? 6
    let first = environment["SELVEDGE_FIRST_SEED"].flatMap(UInt64.init) ?? 1
    return (0..<count).map { first + $0 }
  }()

  @Test(
    "fifty nodes keep every promise under cuts, loss, crashes, joins, leaves and partitions",
    arguments: TrialTests.seeds)
  func trial(seed: UInt64) throws {
    let report = try Simulation(.trial(seed: seed)).run()
    let account = report.violations.map(\.description).joined(separator: "\n")
    #expect(
      report.violations.isEmpty,
      "seed \(seed), run it again with `selvedge simulate --seed \(seed)`:\n\(account)")
    #expect(report.packetsDelivered > report.packetsSent / 2)
    #expect(report.hopsMax <= 3)
  }
}
