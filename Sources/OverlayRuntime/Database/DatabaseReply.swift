/// What the database's thread has for a client on the control socket.
struct DatabaseReply: Sendable {
  /// The client's number.
  var client: Int
  /// What was found.
  var series: [HistorySeries] = []
  /// Why nothing could be.
  var failure: ControlFailure?
  /// Whether nothing more follows.
  var isLast = true
}
