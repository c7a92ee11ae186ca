internal import OverlayDatabase

/// What a client on the control socket asks the database.
struct DatabaseQuestion: Sendable {
  /// The client's number.
  var client: Int
  /// What is asked for.
  var filter: SummaryFilter
  /// Whether it wants what is added from now on, instead of what is kept.
  var isFollowing: Bool
}
