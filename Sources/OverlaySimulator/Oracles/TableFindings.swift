/// What a look at every routing table found.
public struct TableFindings: Hashable, Sendable {
  /// Tables looked at.
  public var tables = 0
  /// Entries that some live node could fill.
  public var fillable = 0
  /// Of these, entries that hold nobody who lives.
  public var holes = 0
  /// Entries with fewer nodes than there are places and live nodes for them.
  public var thin = 0
  /// Nodes in entries that do not live.
  public var dead = 0
  /// Nodes in an entry that belong into another, or stand there twice.
  public var misplaced = 0
  /// Distances of primaries over those of the nearest nodes that qualify, one for each entry.
  public var localityRatios: [Double] = []
  /// What is wrong, in words, the first few only.
  public var accounts: [String] = []

  /// More words than anyone reads.
  public static let accountsMax = 20

  /// Nothing looked at.
  public init() {}

  /// Whether every table is as it should be: complete, of the living, and in order.
  public var isClean: Bool { holes == 0 && dead == 0 && misplaced == 0 }

  /// The mean of the ratios; 1 when every primary is the nearest.
  public var meanLocality: Double {
    localityRatios.isEmpty ? 1 : localityRatios.reduce(0, +) / Double(localityRatios.count)
  }

  mutating func note(_ account: @autoclosure () -> String) {
    if accounts.count < Self.accountsMax { accounts.append(account()) }
  }
}
