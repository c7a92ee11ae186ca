public import OverlayCore

/// A bulk transfer's sender: as much as the path takes, in the manner of TCP Reno.
///
/// It is here to show what a path is worth to a download, so it has the properties that matter
/// for that and no more: slow start, additive increase, halving on loss found by later answers,
/// a timeout that grows when nothing comes back (RFC 5681, RFC 6298). Each datagram is answered
/// by itself, and lost ones are not repeated: the bytes have no meaning.
public struct BulkTransfer: Sendable {
  private var window = 10.0
  private var threshold = Double(windowMax)
  /// Sent and neither answered nor given up, oldest first.
  private var outstanding: [(sequence: UInt32, sent: Instant)] = []
  private var nextSequence: UInt32 = 0
  private var recoveryUntil: UInt32 = 0
  private var roundTrip = Interval.zero
  private var variation = Interval.zero
  private var backoff = 0
  /// Datagrams answered.
  public private(set) var answeredCount = 0

  /// Payload bytes of a datagram.
  public static let datagramBytes = 1_000
  /// Most datagrams under way: about 6 Mbit/s at 80 ms, which a small machine emulates with ease.
  public static let windowMax = 64
  /// Later answers that mean that a datagram is lost and not merely late.
  static let reorderingMax = 3
  static let timeoutMin = Interval.milliseconds(200)
  static let timeoutMax = Interval.seconds(2)

  /// A transfer that has not begun.
  public init() {}

  /// The number of a datagram that may be sent now; nil when the window is full.
  public mutating func send(at now: Instant) -> UInt32? {
    guard outstanding.count < Int(window) else { return nil }
    defer { nextSequence += 1 }
    outstanding.append((nextSequence, now))
    return nextSequence
  }

  /// The answer to a datagram came.
  public mutating func answer(_ sequence: UInt32, at now: Instant) {
    guard let index = outstanding.firstIndex(where: { $0.sequence == sequence }) else { return }
    measure(now - outstanding[index].sent)
    outstanding.remove(at: index)
    answeredCount += 1
    backoff = 0
    window += window < threshold ? 1 : 1 / window
    window = min(window, Double(Self.windowMax))
    let lost = outstanding.prefix { $0.sequence + UInt32(Self.reorderingMax) < sequence }
    guard let newest = lost.last else { return }
    outstanding.removeFirst(lost.count)
    // One halving for all that was lost of one window.
    guard newest.sequence >= recoveryUntil else { return }
    recoveryUntil = nextSequence
    threshold = max(window / 2, 2)
    window = threshold
  }

  /// When ``expire(at:)`` is due; `never` when nothing is under way.
  public var deadline: Instant {
    outstanding.first.map { $0.sent + timeout } ?? .never
  }

  /// Gives up on what was sent too long ago and starts over slowly.
  public mutating func expire(at now: Instant) {
    guard deadline <= now else { return }
    outstanding.removeAll()
    recoveryUntil = nextSequence
    threshold = max(window / 2, 2)
    window = 1
    backoff = min(backoff + 1, 4)
  }

  private var timeout: Interval {
    let base = roundTrip == .zero ? .seconds(1) : roundTrip + variation * 4
    return min(max(base, Self.timeoutMin) * (1 << UInt64(backoff)), Self.timeoutMax)
  }

  private mutating func measure(_ sample: Interval) {
    guard roundTrip > .zero else {
      roundTrip = sample
      variation = sample.scaled(by: 0.5)
      return
    }
    let difference = sample > roundTrip ? sample - roundTrip : roundTrip - sample
    variation = variation.scaled(by: 0.75) + difference.scaled(by: 0.25)
    roundTrip = roundTrip.scaled(by: 0.875) + sample.scaled(by: 0.125)
  }
}
