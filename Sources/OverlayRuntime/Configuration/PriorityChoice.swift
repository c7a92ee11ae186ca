/// Whether the daemon's turn comes before that of ordinary programs.
public enum PriorityChoice: String, Hashable, Sendable, CaseIterable {
  /// Before them, where the system allows it, as the kernel's own packet handling does: a busy host then
  /// neither delays packets nor looks dead to its neighbours.
  case realtime
  /// In turn with them.
  case normal
}
