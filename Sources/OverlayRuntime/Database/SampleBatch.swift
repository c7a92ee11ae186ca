internal import OverlayDatabase

/// What was sampled in one window, on its way to the database.
struct SampleBatch: Sendable {
  /// When the window began, in seconds since 1970.
  var start: Int64
  /// How long it was.
  var seconds: Int64
  /// What was sampled, by remote and metric.
  var series: [SampleSeries]
}
