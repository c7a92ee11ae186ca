/// Whether a link may carry traffic.
public enum LinkState: UInt8, Hashable, Sendable, CaseIterable {
  /// Not heard for long, or never proved: repaired around, probed slowly.
  case down = 0
  /// Silent for a moment, or heard again and not yet proved: routed around now, probed fast, and
  /// used only where nothing is up.
  case suspect = 1
  /// Proved by acknowledged beacons.
  case up = 2

  /// The word for it in output.
  public var name: String {
    switch self {
    case .down: "down"
    case .suspect: "suspect"
    case .up: "up"
    }
  }
}
