public import OverlayCore

/// Keeps the queue before a busy daemon short: bulk transfers are told to slow down, by a mark or by
/// the loss of single packets, long before a queue of megabytes overflows and takes 64 KiB at once,
/// and calls, beacons and first packets with it.
///
/// The controller is PI2 (RFC 9332, appendix A): the share of packets that bear the signal is the square
/// of a pressure, which follows how much longer than wanted the queue is, and how fast it grows. A
/// transfer that does not listen cannot be helped: the share is bounded, and the queue overflows as it
/// would have.
public struct QueueControl: Sendable {
  /// The queue that is left standing.
  public static let target = Interval.milliseconds(1)
  /// Packets with payloads below this are never told: they are acknowledgements, calls and requests.
  public static let bulkBytes = 512
  /// Between two looks at the queue.
  private static let period = Interval.milliseconds(4)
  /// Without a look for so long the queue was empty.
  private static let patience = Interval.milliseconds(100)
  /// RFC 9332's factors for transfers with round trips of up to 20 ms: longer ones are slower to react,
  /// but a path that long seldom fills a processor.
  private static let proportional = 15.0
  private static let integral = 1.0
  /// One packet in fifty at most.
  private static let pressureMax = 0.1414

  private var pressure = 0.0
  private var delay = 0.0
  private var lookedAt = Instant.zero
  /// Signals that are due, as a fraction.
  private var owed = 0.0

  /// Without any pressure.
  public init() {}

  /// The share of bulk packets that bear the signal at present, 0...0.02.
  public var share: Double { pressure * pressure }

  /// Takes note of how long what was just fetched had waited.
  public mutating func observe(_ waited: Interval, now: Instant) {
    let since = now - lookedAt
    guard since >= Self.period else { return }
    if since > Self.patience { self = QueueControl() }
    let seconds = waited.inSeconds
    let target = Self.target.inSeconds
    let change =
      Self.integral * (seconds - target) + Self.proportional * (seconds - delay)
    pressure = min(max(pressure + change, 0), Self.pressureMax)
    delay = seconds
    lookedAt = now
  }

  /// Whether the next packet of a bulk transfer bears the signal.
  @inline(__always)
  public mutating func nextSignals(payloadBytes: Int) -> Bool {
    guard pressure > 0, payloadBytes >= Self.bulkBytes else { return false }
    owed += pressure * pressure
    guard owed >= 1 else { return false }
    owed -= 1
    return true
  }
}
