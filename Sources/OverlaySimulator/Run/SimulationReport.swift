public import OverlayCore

/// What a simulation found.
public struct SimulationReport: Sendable {
  /// Broken promises, in the order they were noticed, at most ``violationsMax``.
  public var violations: [Violation] = []
  /// The fingerprint of everything that happened.
  public var trace = TraceHash()
  /// Events handled.
  public var events: UInt64 = 0
  /// Datagrams that nodes sent.
  public var datagrams: UInt64 = 0
  /// Test packets sent and delivered.
  public var packetsSent = 0
  /// Test packets that reached their consumer.
  public var packetsDelivered = 0
  /// How long streams stood still, each time they did so noticeably while a path was live.
  public var gaps: [Interval] = []
  /// The longest that a stream stood still while a path was live.
  public var longestGap = Interval.zero
  /// The most hops that a copy of a test packet made.
  public var hopsMax = 0
  /// Control traffic of each host since the mesh settled, in bits per second with IP and UDP
  /// headers.
  public var controlBitsPerSecond: [Double] = []

  /// More broken promises than anyone reads.
  public static let violationsMax = 50

  /// The mean over all hosts of the control traffic, in bits per second.
  public var meanControlBitsPerSecond: Double {
    controlBitsPerSecond.isEmpty
      ? 0 : controlBitsPerSecond.reduce(0, +) / Double(controlBitsPerSecond.count)
  }

  /// The gap that `share` of all noticeable gaps do not exceed; zero when there were none.
  public func gap(atShare share: Double) -> Interval {
    guard !gaps.isEmpty else { return .zero }
    let index = Int((Double(gaps.count - 1) * share).rounded())
    return gaps.sorted()[min(max(index, 0), gaps.count - 1)]
  }
}
