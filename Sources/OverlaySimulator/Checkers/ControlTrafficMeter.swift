public import OverlayCore

/// Counts what each host sends for the overlay's own sake.
public struct ControlTrafficMeter: Sendable {
  private var bytes: [UInt64]
  private var datagrams: [UInt64]
  private var start: Instant

  /// Bytes of the IPv4 and UDP headers, which a budget on the wire has to include.
  public static let headerBytes = 28

  /// Counts from `now`.
  public init(hostCount: Int, now: Instant) {
    bytes = Array(repeating: 0, count: hostCount)
    datagrams = Array(repeating: 0, count: hostCount)
    start = now
  }

  /// `host` sent a control datagram of `length` bytes, headers of IP and UDP not included.
  public mutating func sent(_ length: Int, by host: Int) {
    bytes[host] += UInt64(length + ControlTrafficMeter.headerBytes)
    datagrams[host] += 1
  }

  /// Forgets what was counted and counts from `now`.
  public mutating func restart(at now: Instant) {
    self = ControlTrafficMeter(hostCount: bytes.count, now: now)
  }

  /// Bits per second that `host` sent on average until `now`, headers of IP and UDP included.
  public func bitsPerSecond(of host: Int, until now: Instant) -> Double {
    let seconds = (now - start).inSeconds
    return seconds > 0 ? Double(bytes[host]) * 8 / seconds : 0
  }

  /// Datagrams per second that `host` sent on average until `now`.
  public func datagramsPerSecond(of host: Int, until now: Instant) -> Double {
    let seconds = (now - start).inSeconds
    return seconds > 0 ? Double(datagrams[host]) / seconds : 0
  }

  /// The mean over all hosts of ``bitsPerSecond(of:until:)``.
  public func meanBitsPerSecond(until now: Instant) -> Double {
    let sum = bytes.indices.reduce(0.0) { $0 + bitsPerSecond(of: $1, until: now) }
    return sum / Double(bytes.count)
  }
}
