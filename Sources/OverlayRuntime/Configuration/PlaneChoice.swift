/// How a node is told to find its way to others.
public enum PlaneChoice: String, Hashable, Sendable, CaseIterable {
  /// As a mesh until that has been outgrown, by prefixes from then on.
  case automatic = "auto"
  /// Everyone measures everyone (RON).
  case mesh
  /// By the digits of identifiers, through a table of few (Tapestry).
  case prefix
}
