/// What a node uses a link for, which decides how often it is beaconed while it is idle.
public enum LinkRole: UInt8, Hashable, Sendable {
  /// To a member of the mesh: every link is measured alike.
  case member
  /// To the nearest node of an entry of the routing table: at the profile's idle interval.
  case primary
  /// To one of the others: "at half that rate" (ICNP 2003, section 2.2).
  case backup
  /// In nobody's interest but the neighbour's: beacons only acknowledge its own.
  case passive

  /// For people and programs: `member`, `primary`, `backup` or `passive`.
  public var name: String {
    switch self {
    case .member: "member"
    case .primary: "primary"
    case .backup: "backup"
    case .passive: "passive"
    }
  }
}
