internal import OverlayCore

/// Packets of this host whose destination is being looked for: the first packet of a connection is
/// worth keeping, because its sender waits a second or more before it sends another.
struct WaitingPackets: ~Copyable {
  private struct Entry {
    var payload: Range<Int>
    var place: Int
    var destination: UInt128
    var until: Instant
  }

  /// Where they lie.
  let arena = PacketArena(count: RuntimeLimits.waitingPackets)
  private var entries: [Entry?]
  private(set) var count = 0
  private static let patience = Interval.seconds(3)

  init() {
    entries = Array(repeating: nil, count: RuntimeLimits.waitingPackets)
  }

  /// Keeps a packet of the device at `place`; false when there are too many already, of all or for its
  /// destination.
  mutating func keep(
    _ payload: Range<Int>, of place: Int, for destination: UInt128, in source: PacketBuffer,
    now: Instant
  ) -> Bool {
    forget(at: now)
    let alike = entries.count { $0?.destination == destination }
    guard alike < RuntimeLimits.waitingPacketsEach,
      let free = entries.firstIndex(where: { $0 == nil })
    else { return false }
    source.copy(payload, to: arena[free], at: payload.lowerBound)
    entries[free] = Entry(
      payload: payload, place: place, destination: destination, until: now + Self.patience)
    count += 1
    return true
  }

  /// Takes a packet out; nil when there is none in that buffer or its time is over.
  mutating func take(_ buffer: Int, now: Instant) -> (payload: Range<Int>, place: Int)? {
    guard let entry = entries[buffer] else { return nil }
    entries[buffer] = nil
    count -= 1
    return entry.until > now ? (entry.payload, entry.place) : nil
  }

  private mutating func forget(at now: Instant) {
    guard count > 0 else { return }
    for buffer in entries.indices {
      if let entry = entries[buffer], entry.until <= now {
        entries[buffer] = nil
        count -= 1
      }
    }
  }
}
