/// How a node finds its way to others.
public enum RoutePlane: String, Hashable, Sendable, CaseIterable {
  /// Everyone measures everyone (RON).
  case mesh
  /// By the digits of identifiers, through a table of few (Tapestry).
  case prefix
}
