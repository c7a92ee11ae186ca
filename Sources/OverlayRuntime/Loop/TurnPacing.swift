internal import OverlayCore

/// Lets packets gather when turns of a loop follow each other closely and find few packets each, as
/// network cards do with their interrupts.
///
/// A thread that runs before all others is woken by every single packet, and takes the processor from
/// the very program that is about to send the next. Fifty microseconds later it finds a batch, which
/// costs one system call instead of many. A packet that comes after a silence never waits.
struct TurnPacing {
  /// A turn with so many packets is worth its price.
  private static let enough = 64
  /// Packets closer together than this are a stream.
  private static let closeness = Interval.microseconds(100)
  /// How long to let them gather.
  private static let gathering = Interval.microseconds(50)

  private var ended = Instant.zero
  private var isClose = false

  /// A turn begins, because something came.
  mutating func begin(now: Instant) {
    isClose = now - ended < Self.closeness
  }

  /// How long to wait before the next turn, after one with `packets` packets.
  func pause(after packets: UInt64) -> Interval {
    isClose && packets > 0 && packets < Self.enough ? Self.gathering : .zero
  }

  /// The turn has ended, with its pause.
  mutating func end(now: Instant) {
    ended = now
  }
}
