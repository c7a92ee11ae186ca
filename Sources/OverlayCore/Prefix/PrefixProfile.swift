/// The constants by which the prefix plane keeps its tables.
public struct PrefixProfile: Hashable, Sendable {
  /// In which base identifiers are read.
  public var base: DigitBase
  /// Backups behind the primary of each entry, at most ``Limits/entryBackupsMax``.
  public var backupsMax: Int
  /// Whether holes are refilled and locality is kept after the join.
  public var repairs: Bool
  /// Nodes that the nearest-neighbour search keeps at each level: "the closest 16 per level"
  /// (PAPERS.md, "join").
  public var searchWidth: Int
  /// Between two comparisons of tables with some neighbour.
  public var repairInterval: Interval
  /// Between two looks for closer nodes, once a node has been there for a while.
  public var localityInterval: Interval
  /// How long a neighbour in whom nobody has an interest keeps its link.
  public var idleHold: Interval
  /// How long an answer may take before another node is asked.
  public var requestTimeout: Interval
  /// Until a node that was found dead is called again; doubled with each failure,
  public var revisitAfter: Interval
  /// up to this.
  public var revisitAfterMax: Interval
  /// A newcomer must be closer than this share of a neighbour's distance to take its place.
  public var replacementShare: Double
  /// Quality, 1 − loss, that a link needs to be taken alone: the T_q of first reachable link
  /// selection, "typically 70 %" (section 2.3).
  public var reachableThreshold: Double
  /// Questions for nodes that one neighbour may ask in a second. An answer has up to three frames of
  /// 1.1 KB. A join asks a node once for the way and once for each level, a dozen times in all.
  public var requestsPerSecond: UInt64 = 4
  /// Summaries of a table that one neighbour may bring in a second: as many as a node sends that
  /// repairs after a loss and has no other neighbour.
  public var summariesPerSecond: UInt64 = 2
  /// Newcomers that one neighbour may announce in a second: with the burst, as many at once as a node
  /// has under way for it, ``Limits/neighbourMulticastsMax``. Nobody meets this rate when a network of
  /// 768 grows by a quarter each second; when all join through one node at once, 159 frames are
  /// refused, and 3,273 at half the rate.
  public var announcementsPerSecond: UInt64 = 16
  /// Lists of nodes that one neighbour may bring unasked in a second; each answers a summary.
  public var hearsayPerSecond: UInt64 = 2
  /// Notes about relays that one neighbour may bring in a second: with the burst, one for each of a
  /// few dozen paths that have failed together.
  public var relayNotesPerSecond: UInt64 = 16
  /// Packets toward keys that a node which is no relay carries for one neighbour in a second.
  public var keyPacketsPerSecond: UInt64 = 16
  /// For how long a neighbour may go beyond its rates: what it did not use before.
  public var burst = Interval.seconds(4)
  /// Whether packets step aside where no link leads on; false leaves first reachable link selection
  /// alone, as the paper has it.
  public var stepsAside = true

  /// Ours.
  public static let standard = PrefixProfile(
    base: .sixteen, backupsMax: 2, repairs: true, searchWidth: 16,
    repairInterval: .seconds(10), localityInterval: .seconds(60), idleHold: .seconds(10),
    requestTimeout: .milliseconds(1_500), revisitAfter: .seconds(10),
    revisitAfterMax: .seconds(120), replacementShare: 0.9, reachableThreshold: 0.7)

  /// The paper's: base 4, as in its figures.
  public static let tapestry = {
    var profile = standard
    profile.base = .four
    return profile
  }()
}
