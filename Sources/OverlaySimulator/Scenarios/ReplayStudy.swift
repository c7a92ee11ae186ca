public import OverlayCore

/// How a matrix is replayed, for the measurement `replay`.
public struct ReplayStudy: Hashable, Sendable {
  /// Ordered pairs that send, drawn by the seed.
  public var pairs: Int
  /// Between two packets of a pair.
  public var spacing: Interval
  /// The most slices that are replayed, from the first.
  public var slicesMax: Int
  /// Whether nodes are also asked what they would have chosen without hysteresis.
  public var comparesHysteresis: Bool

  /// A study with every field given.
  public init(pairs: Int, spacing: Interval, slicesMax: Int, comparesHysteresis: Bool) {
    precondition(pairs > 0 && spacing > .zero && slicesMax > 0)
    self.pairs = pairs
    self.spacing = spacing
    self.slicesMax = slicesMax
    self.comparesHysteresis = comparesHysteresis
  }
}
