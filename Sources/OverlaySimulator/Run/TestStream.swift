public import OverlayCore

/// A steady stream of test packets from one host to another.
public struct TestStream: Hashable, Sendable {
  /// The host that sends.
  public var source: Int
  /// The host that receives.
  public var destination: Int
  /// How the packets ask to be routed.
  public var trafficClass: TrafficClass
  /// Between two packets.
  public var interval: Interval
  /// Bytes in a packet's payload, at least ``TestPayload/bytesMin``.
  public var bytes: Int
  /// When the first packet sets out.
  public var start: Instant

  /// A stream, by default like a slow voice call.
  public init(
    from source: Int, to destination: Int, trafficClass: TrafficClass = .balanced,
    interval: Interval = .milliseconds(100), bytes: Int = 160, start: Instant = .zero
  ) {
    precondition(source != destination && interval > .zero && bytes >= TestPayload.bytesMin)
    self.source = source
    self.destination = destination
    self.trafficClass = trafficClass
    self.interval = interval
    self.bytes = bytes
    self.start = start
  }
}
