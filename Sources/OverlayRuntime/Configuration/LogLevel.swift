/// How much the daemon says, from everything to almost nothing.
public enum LogLevel: String, Hashable, Sendable, CaseIterable {
  /// Every packet decision that is worth a line.
  case trace
  /// What the protocol does.
  case debug
  /// Starts, stops, and changes of neighbours and paths.
  case info
  /// What deserves a look.
  case warning
  /// What does not work.
  case error
}
