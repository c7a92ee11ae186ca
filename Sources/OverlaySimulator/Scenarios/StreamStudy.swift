public import OverlayCore

/// Two hosts that send to each other, over the overlay and beside it, for the measurement `streams`.
public struct StreamStudy: Hashable, Sendable {
  /// One end.
  public var first: Int
  /// The other.
  public var second: Int
  /// How long.
  public var duration: Interval
  /// What a row of the table covers.
  public var row: Interval
  /// Between two samples, each of a packet in either direction and a datagram beside it.
  public var spacing: Interval
  /// The packets' class.
  public var trafficClass: TrafficClass
  /// Whether each sample is listed by itself as well.
  public var listsSamples: Bool

  /// More samples than any figure of the papers has.
  public static let samplesMax = 2_000_000

  /// A study with every field given.
  public init(
    first: Int, second: Int, duration: Interval, row: Interval, spacing: Interval,
    trafficClass: TrafficClass, listsSamples: Bool
  ) {
    precondition(spacing > .zero && row > .zero)
    self.first = first
    self.second = second
    self.duration = duration
    self.row = row
    self.spacing = spacing
    self.trafficClass = trafficClass
    self.listsSamples = listsSamples
  }
}
