internal import OverlayCore
internal import OverlayDatabase

/// A client of the database, as its server knows it.
struct DatabaseClientState {
  /// When it must have said the token, or be closed.
  let deadline: Instant
  /// Whether it has.
  var isAuthenticated = false
  /// When it last asked.
  var askedAt: Instant
  /// How often it asks.
  var rate = FixedRate()
  /// What it follows; nil when nothing.
  var filter: SummaryFilter?
}
