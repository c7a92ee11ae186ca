/// What the prefix plane refused its neighbours and why; counts since the node started.
public struct PrefixCounters: Hashable, Sendable {
  /// Questions for nodes beyond a neighbour's rate.
  public var limitedRequests: UInt64 = 0
  /// Summaries of tables beyond a neighbour's rate.
  public var limitedSummaries: UInt64 = 0
  /// Announcements beyond a neighbour's rate.
  public var limitedAnnouncements: UInt64 = 0
  /// Lists of nodes that nobody asked for, beyond a neighbour's rate.
  public var limitedHearsay: UInt64 = 0
  /// Notes about relays beyond a neighbour's rate.
  public var limitedRelayNotes: UInt64 = 0
  /// Announcements that whoever brought them could not have had to pass on.
  public var misplacedAnnouncements: UInt64 = 0
  /// Announcements refused because too many are under way.
  public var refusedAnnouncements: UInt64 = 0

  /// Nothing yet.
  public init() {}

  /// The counts of two nodes together.
  public static func + (left: PrefixCounters, right: PrefixCounters) -> PrefixCounters {
    var sum = left
    sum.limitedRequests += right.limitedRequests
    sum.limitedSummaries += right.limitedSummaries
    sum.limitedAnnouncements += right.limitedAnnouncements
    sum.limitedHearsay += right.limitedHearsay
    sum.limitedRelayNotes += right.limitedRelayNotes
    sum.misplacedAnnouncements += right.misplacedAnnouncements
    sum.refusedAnnouncements += right.refusedAnnouncements
    return sum
  }
}
