/// What one failure did to a stream of echo requests, a hundred a second.
struct FailoverMeasurement {
  /// The longest silence that the failure caused, in milliseconds.
  let gapMilliseconds: Double
  /// Requests without an answer from the moment the path healed until traffic was back on it, plus
  /// one second; nil when nothing healed.
  let lostAfterHealing: Int?
}
