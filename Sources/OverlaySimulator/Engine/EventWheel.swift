public import OverlayCore

/// What is due when, earliest first, for millions of events: a hierarchical timing wheel.
///
/// A heap of a hundred thousand events costs seventeen comparisons in cold memory for each of
/// them. Nearly all events of a simulation lie a few milliseconds to seconds ahead, so here each
/// goes into the bucket of its time, in constant time, and only the bucket that time has come to
/// is sorted: a handful of events, in the first-level cache. Four levels of 4,096 buckets, of
/// 65 µs, 268 ms, 18 minutes and 52 days, hold every instant there is.
///
/// What is due at one instant comes out in the order it went in, whatever the levels it passed:
/// lists are first in, first out, and events move down a level before any other can be put beside
/// them. Steady state allocates nothing.
/// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (SOSP 1987), scheme 7.
public struct EventWheel: Sendable {
  /// Sixteen bytes in a bucket's list; `next` is a place in the pool, or ``none``.
  private struct Waiting {
    var due: UInt64
    var payload: UInt32
    var next: UInt32
  }

  /// Sixteen bytes in the sorted bucket.
  private struct Ready {
    var due: UInt64
    var order: UInt32
    var payload: UInt32

    func precedes(_ other: Ready) -> Bool {
      due == other.due ? order < other.order : due < other.due
    }
  }

  private static let none = UInt32.max
  private static let tickBits: UInt64 = 16
  private static let slotBits: UInt64 = 12
  private static let slots = 1 << 12
  private static let levels = 4
  /// Below this, insertion beats the library's sort.
  private static let smallBucket = 48

  private var pool: [Waiting] = []
  private var firstFree = EventWheel.none
  private var heads = [UInt32](repeating: EventWheel.none, count: levels * slots)
  private var tails = [UInt32](repeating: EventWheel.none, count: levels * slots)
  /// Bit for bit, which buckets hold anything.
  private var occupied = [UInt64](repeating: 0, count: levels * slots / 64)
  /// The bucket that time has come to, sorted, and how much of it has been taken.
  private var ready: [Ready] = []
  private var taken = 0
  private var order: UInt32 = 0
  /// An event of the next bucket, one further with each that is taken: its list lies all over the
  /// pool, and is read ahead so that ``load(_:)`` does not wait for each step of it.
  private var scout = EventWheel.none
  /// The number of the bucket that is in `ready`, counted from the origin of time.
  private var tick: UInt64 = 0

  /// The number of events that are waiting.
  public private(set) var count = 0

  /// An empty wheel with room for `capacity` events before it first grows.
  public init(capacity: Int = 1024) {
    pool.reserveCapacity(capacity)
    ready.reserveCapacity(256)
  }

  /// Bytes that the wheel has taken from the system.
  public var footprint: Int {
    pool.capacity * MemoryLayout<Waiting>.stride + ready.capacity * MemoryLayout<Ready>.stride
      + (heads.count + tails.count) * MemoryLayout<UInt32>.stride
  }

  /// When the earliest event is due; `never` when nothing is waiting.
  public var nextDue: Instant {
    mutating get {
      guard taken < ready.count || advance() else { return .never }
      return Instant(nanoseconds: ready[taken].due)
    }
  }

  /// How many of the next events are in order already and can be looked at.
  var readyCount: Int { ready.count - taken }

  /// The next event but `index`, which is below ``readyCount``.
  func readyPayload(_ index: Int) -> UInt32 { ready[taken + index].payload }

  /// Adds an event that is due at a finite time.
  public mutating func push(_ payload: UInt32, due: Instant) {
    count += 1
    let place = due.nanoseconds >> Self.tickBits
    if place <= tick {
      insertReady(payload, due: due.nanoseconds)
    } else {
      append(take(due.nanoseconds, payload))
    }
  }

  /// Removes and returns the earliest event, provided that it is due by `limit`.
  public mutating func pop(through limit: Instant = .never) -> (due: Instant, payload: UInt32)? {
    guard taken < ready.count || advance() else { return nil }
    let first = ready[taken]
    guard first.due <= limit.nanoseconds else { return nil }
    taken += 1
    count -= 1
    if scout != Self.none { scout = pool[Int(scout)].next }
    if taken == ready.count {
      ready.removeAll(keepingCapacity: true)
      taken = 0
      order = 0
    }
    return (Instant(nanoseconds: first.due), first.payload)
  }

  private mutating func take(_ due: UInt64, _ payload: UInt32) -> UInt32 {
    let entry = Waiting(due: due, payload: payload, next: Self.none)
    guard firstFree != Self.none else {
      pool.append(entry)
      return UInt32(pool.count - 1)
    }
    let place = firstFree
    firstFree = pool[Int(place)].next
    pool[Int(place)] = entry
    return place
  }

  /// Puts an event of the pool at the end of the finest bucket that can hold it.
  private mutating func append(_ place: UInt32) {
    let at = pool[Int(place)].due >> Self.tickBits
    var level = 0
    var differing = (at ^ tick) >> Self.slotBits
    while differing != 0 {
      level += 1
      differing >>= Self.slotBits
    }
    let slot = Int(at >> (UInt64(level) * Self.slotBits)) & (Self.slots - 1)
    let bucket = level * Self.slots + slot
    pool[Int(place)].next = Self.none
    if heads[bucket] == Self.none {
      heads[bucket] = place
      occupied[bucket >> 6] |= 1 << UInt64(bucket & 63)
    } else {
      pool[Int(tails[bucket])].next = place
    }
    tails[bucket] = place
  }

  /// Comes to the next bucket that holds anything; false when none does.
  private mutating func advance() -> Bool {
    guard count > 0 else { return false }
    while true {
      if let slot = nextSlot(after: Int(tick) & (Self.slots - 1), on: 0) {
        tick = tick & ~UInt64(Self.slots - 1) | UInt64(slot)
        load(slot)
        return true
      }
      // The window is empty. The next one begins with whatever the level above holds for it.
      for level in 1..<Self.levels {
        let shift = UInt64(level) * Self.slotBits
        let here = Int(tick >> shift) & (Self.slots - 1)
        guard let slot = nextSlot(after: here, on: level) else { continue }
        let window = tick >> (shift + Self.slotBits)
        tick = (window << Self.slotBits | UInt64(slot)) << shift
        cascade(level * Self.slots + slot)
        break
      }
      if heads[Int(tick) & (Self.slots - 1)] != Self.none {
        load(Int(tick) & (Self.slots - 1))
        return true
      }
    }
  }

  /// The first occupied slot of a level behind `slot`.
  private func nextSlot(after slot: Int, on level: Int) -> Int? {
    let base = level * Self.slots / 64
    var word = (slot + 1) >> 6
    guard word < Self.slots / 64 else { return nil }
    var bits = occupied[base + word] & (UInt64.max << UInt64((slot + 1) & 63))
    while bits == 0 {
      word += 1
      guard word < Self.slots / 64 else { return nil }
      bits = occupied[base + word]
    }
    return word * 64 + bits.trailingZeroBitCount
  }

  /// Empties a bucket of a higher level into the levels below, in order.
  private mutating func cascade(_ bucket: Int) {
    var place = heads[bucket]
    clear(bucket)
    while place != Self.none {
      let next = pool[Int(place)].next
      append(place)
      place = next
    }
  }

  /// Sorts the events of a finest bucket into `ready`, which is empty.
  private mutating func load(_ bucket: Int) {
    var place = heads[bucket]
    clear(bucket)
    while place != Self.none {
      let entry = pool[Int(place)]
      ready.append(Ready(due: entry.due, order: order, payload: entry.payload))
      order += 1
      pool[Int(place)].next = firstFree
      firstFree = place
      place = entry.next
    }
    scout = nextSlot(after: bucket, on: 0).map { heads[$0] } ?? Self.none
    guard ready.count > Self.smallBucket else { return sortSmall() }
    ready.sort { $0.precedes($1) }
  }

  private mutating func clear(_ bucket: Int) {
    heads[bucket] = Self.none
    tails[bucket] = Self.none
    occupied[bucket >> 6] &= ~(1 << UInt64(bucket & 63))
  }

  private mutating func sortSmall() {
    var index = 1
    while index < ready.count {
      let entry = ready[index]
      var place = index
      while place > 0, entry.due < ready[place - 1].due {
        ready[place] = ready[place - 1]
        place -= 1
      }
      ready[place] = entry
      index += 1
    }
  }

  /// Time has come to this event's bucket already: it goes behind all that are due no later.
  private mutating func insertReady(_ payload: UInt32, due: UInt64) {
    let entry = Ready(due: due, order: order, payload: payload)
    order += 1
    var place = ready.count
    ready.append(entry)
    while place > taken, due < ready[place - 1].due {
      ready[place] = ready[place - 1]
      place -= 1
    }
    ready[place] = entry
  }
}
