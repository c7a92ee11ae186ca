public import OverlayDatabase

/// What hosts ask a shared database over TCP, one JSON object a line. The first must be
/// `{"authenticate":{"token":"…"}}`; then `{"query":{"filter":{"remote":"beta","metric":"rtt"}}}`.
///
/// The server answers each with lines of ``DatabaseAnswer``, of which the last is `done` or
/// `failure`; only what `subscribe` asks for has no end.
public enum DatabaseRequest: Codable, Hashable, Sendable {
  /// Says the secret.
  case authenticate(token: String)
  /// Adds summaries, at most 100 at a time.
  case update(summaries: [Summary])
  /// What is kept, of what the filter lets through.
  case query(filter: SummaryFilter)
  /// From now on whatever is added, of what the filter lets through.
  case subscribe(filter: SummaryFilter)
  /// How full the database is and how it does.
  case status
}
