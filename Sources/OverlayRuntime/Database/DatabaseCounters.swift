/// What a node counts about its database.
struct DatabaseCounters {
  /// Summaries that were kept here, or taken by the server.
  var summariesStored: UInt64 = 0
  /// Summaries that had no place to wait, or that could not be written.
  var summariesDropped: UInt64 = 0
  /// Summaries that were too old or beyond the limit.
  var summariesForgotten: UInt64 = 0
  /// Summaries of clients that do not hold together.
  var summariesRefused: UInt64 = 0
  /// Files that were no database, and put aside.
  var filesBroken: UInt64 = 0
  /// Times that the file or the server failed.
  var failures: UInt64 = 0
  /// Questions answered.
  var questions: UInt64 = 0
  /// Wrong tokens.
  var tokensRefused: UInt64 = 0
  /// Connections closed at once, and requests refused: too many.
  var connectionsRefused: UInt64 = 0
  var requestsRefused: UInt64 = 0

  /// By name, for `status`.
  var values: [String: UInt64] {
    [
      "summariesStored": summariesStored, "summariesDropped": summariesDropped,
      "summariesForgotten": summariesForgotten, "summariesRefused": summariesRefused,
      "filesBroken": filesBroken, "failures": failures, "questions": questions,
      "tokensRefused": tokensRefused, "connectionsRefused": connectionsRefused,
      "requestsRefused": requestsRefused,
    ]
  }
}
