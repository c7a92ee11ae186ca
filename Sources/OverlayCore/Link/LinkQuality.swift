/// The single value that routing reads of a link.
public struct LinkQuality: Hashable, Sendable {
  /// Whether the link may carry traffic.
  public var state: LinkState
  /// Smoothed round trip.
  public var roundTrip: Interval
  /// Smoothed difference between one round trip and the next (RFC 3550, section 6.4.1).
  public var variation: Interval
  /// Share of our frames that do not arrive, 0...1.
  public var forwardLoss: Double
  /// Share of the neighbour's frames that do not arrive, 0...1.
  public var reverseLoss: Double
  /// The largest datagram that should be sent, without the headers of IP and UDP, in bytes.
  public var datagramBytesMax: Int
  /// The most that it was seen to deliver of late, in bytes a second; zero when nothing was.
  public var delivered: UInt64

  /// A quality with every field given.
  public init(
    state: LinkState, roundTrip: Interval, variation: Interval, forwardLoss: Double,
    reverseLoss: Double, datagramBytesMax: Int = Limits.datagramBytesBase, delivered: UInt64 = 0
  ) {
    self.state = state
    self.roundTrip = roundTrip
    self.variation = variation
    self.forwardLoss = forwardLoss
    self.reverseLoss = reverseLoss
    self.datagramBytesMax = datagramBytesMax
    self.delivered = delivered
  }
}
