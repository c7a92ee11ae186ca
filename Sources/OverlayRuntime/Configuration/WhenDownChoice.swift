/// What becomes of the packets of a host that uses an exit when its daemon is gone.
public enum WhenDownChoice: String, Hashable, Sendable, CaseIterable {
  /// They go nowhere until the daemon runs again or `selvedge down` is given.
  case closed
  /// They go as if there were no Selvedge.
  case open
}
