internal import OverlayCore

/// Lets small packets gather when many come but few in a turn, as network cards do with their
/// interrupts.
///
/// A thread that runs before all others is woken by every single packet, and takes the processor from
/// the very program that is about to send the next. Some hundred microseconds later it finds a batch,
/// which costs a few system calls instead of many. How long to wait follows from the rate: until a
/// batch has come, but never so long that who waits for an answer notices, and not at all where packets
/// are too rare to be worth it. A call, a program that asks and waits for the answer, and a bulk
/// transfer, whose packets come in large pieces, are never held up.
struct TurnPacing {
  /// So many packets make a turn worth its price.
  private static let enough = Double(RuntimeLimits.batch)
  /// A turn with so many bytes is worth it too, however few packets they are in.
  private static let heavyBytes: UInt64 = 32 << 10
  /// Packets a millisecond, in light turns, from which on gathering begins, and of which it is used
  /// in full: at the first a turn for each packet takes about half of a processor.
  private static let slow = 32.0
  private static let fast = 128.0
  /// The longest pause, in microseconds.
  private static let longest = 500.0
  /// Over which time packets are counted.
  private static let window = Interval.milliseconds(1)

  private var windowBegan = Instant.zero
  private var packetsInWindow: UInt64 = 0
  /// Packets a millisecond.
  private var rate = 0.0

  /// How long to wait before the next turn, after one that ended at `now`.
  mutating func pause(after turn: TurnLoad, now: Instant) -> Interval {
    let isLight = turn.bytes < Self.heavyBytes
    if isLight { packetsInWindow += turn.packets }
    measure(now: now)
    guard isLight, turn.packets > 0, !turn.isBacklogged, rate > Self.slow else { return .zero }
    let share = min(1, (rate - Self.slow) / (Self.fast - Self.slow))
    let untilEnough = Self.enough / rate * 1_000
    return .microseconds(UInt64(min(Self.longest * share, untilEnough)))
  }

  private mutating func measure(now: Instant) {
    let elapsed = now - windowBegan
    guard elapsed >= Self.window else { return }
    rate = Double(packetsInWindow) / elapsed.inMilliseconds
    packetsInWindow = 0
    windowBegan = now
  }
}
