internal import OverlayCore

/// Lets packets gather when many come but little in a turn, as network cards do with their interrupts.
///
/// A thread that runs before all others is woken by every single packet, and takes the processor from
/// the very program that is about to send the next. Some hundred microseconds later it finds a batch,
/// which costs a few system calls instead of many. How long to wait follows from the rate: until a
/// batch has come, half a millisecond at most, and not at all where packets are too rare to be worth it:
/// a call, or a program that asks and waits, is held up only beside a fast stream of others.
struct TurnPacing {
  /// So many packets, or so many bytes, make a turn worth its price.
  private static let enoughPackets = Double(RuntimeLimits.batch)
  private static let enoughBytes = 32_768.0
  /// Packets a millisecond from which on gathering begins, and of which it is used in full: at the
  /// first a turn for each packet takes about half of a processor.
  private static let slow = 32.0
  private static let fast = 128.0
  /// The longest pause, in microseconds.
  private static let longest = 500.0
  /// Over which time packets are counted.
  private static let window = Interval.milliseconds(1)

  private var windowBegan = Instant.zero
  private var inWindow = TurnLoad()
  /// In a microsecond.
  private var packetRate = 0.0
  private var byteRate = 0.0

  /// How long to wait before the next turn, after one that ended at `now`.
  mutating func pause(after turn: TurnLoad, now: Instant) -> Interval {
    inWindow.packets += turn.packets
    inWindow.bytes += turn.bytes
    measure(now: now)
    let share = min(1, (packetRate * 1_000 - Self.slow) / (Self.fast - Self.slow))
    guard share > 0, turn.packets > 0, !turn.isBacklogged, Double(turn.bytes) < Self.enoughBytes
    else { return .zero }
    let untilEnough = min(Self.enoughPackets / packetRate, Self.enoughBytes / byteRate)
    return .microseconds(UInt64(min(Self.longest * share, untilEnough)))
  }

  private mutating func measure(now: Instant) {
    let elapsed = now - windowBegan
    guard elapsed >= Self.window else { return }
    packetRate = Double(inWindow.packets) / (elapsed.inMilliseconds * 1_000)
    byteRate = Double(inWindow.bytes) / (elapsed.inMilliseconds * 1_000)
    inWindow = TurnLoad()
    windowBegan = now
  }
}
