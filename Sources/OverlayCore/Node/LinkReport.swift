/// One link as people see it.
public struct LinkReport: Hashable, Sendable {
  /// The link's number on this node.
  public var link: LinkID
  /// Who is at the other end.
  public var neighbour: NodeID
  /// What this node uses it for.
  public var role: LinkRole
  /// What was measured.
  public var quality: LinkQuality
  /// Whether ``LinkQuality/datagramBytesMax`` was found, rather than assumed: no packets have crossed the
  /// link for long enough.
  public var isSizeFound: Bool
  /// Since when the link has been in its state.
  public var stateSince: Instant
  /// Between our beacons at present.
  public var beaconInterval: Interval
  /// What crossed it.
  public var counters: LinkCounters
}
