internal import OverlayCore
internal import OverlayLab
internal import OverlaySimulator

/// What `selvedge simulate` tells at the end. The names of the properties are the keys of its JSON
/// and stay as they are.
struct SimulationSummary: Codable {
  /// Seeds that were run.
  var seeds = 0
  /// Seeds of which a promise was broken, in the order they finished.
  var brokenSeeds: [UInt64] = []
  /// Events handled, over all seeds.
  var events: UInt64 = 0
  /// Events handled in a second of one processor's time.
  var eventsPerSecond = 0.0
  /// Standstills of a stream of more than a quarter second while a path was live.
  var standstills = 0
  /// Their median, in milliseconds.
  var standstillMedianMilliseconds = 0.0
  /// The longest time that a stream stood still while a path was live, in milliseconds.
  var standstillMaxMilliseconds = 0.0
  private var gaps: [Double] = []
  private var seconds = 0.0

  private enum CodingKeys: CodingKey {
    case seeds, brokenSeeds, events, eventsPerSecond, standstills, standstillMedianMilliseconds
    case standstillMaxMilliseconds
  }

  /// Takes in one seed's outcome.
  mutating func add(_ outcome: TrialOutcome) {
    seeds += 1
    if !outcome.isGood { brokenSeeds.append(outcome.seed) }
    guard let report = outcome.report else { return }
    events += report.events
    seconds += outcome.seconds
    eventsPerSecond = seconds > 0 ? Double(events) / seconds : 0
    gaps += report.gaps.map(\.inMilliseconds)
    standstills = gaps.count
    standstillMedianMilliseconds = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
    standstillMaxMilliseconds = max(
      standstillMaxMilliseconds, report.longestGap.inMilliseconds)
  }

  /// A line or two for people.
  var text: String {
    let verdict =
      brokenSeeds.isEmpty
      ? "every promise kept"
      : "promises broken with seeds \(brokenSeeds.map(String.init).joined(separator: ", "))"
    return """
      \(seeds) seeds: \(verdict)
      \(standstills) standstills over 250 ms with a live path, median \
      \(Quantity.milliseconds(standstillMedianMilliseconds)), longest \
      \(Quantity.milliseconds(standstillMaxMilliseconds)); \
      \(Int(eventsPerSecond)) events a second
      """
  }
}
