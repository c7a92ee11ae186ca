/// Deadlines by number, the earliest first: an indexed four-ary heap.
///
/// Timers are a closed set of small integers that their owner derives from an enum, so that a
/// timer can be moved or cancelled in place and nothing is allocated unless the set grows. The
/// heap holds the deadlines themselves: a comparison touches it alone, and the four children of a
/// place share a cache line.
struct TimerTable {
  private struct Entry {
    var deadline: Instant
    var timer: Int32

    /// Ties go to the lower number, so that replays agree.
    func precedes(_ other: Entry) -> Bool {
      deadline == other.deadline ? timer < other.timer : deadline < other.deadline
    }
  }

  private var heap: [Entry] = []
  private var place: [Int32]
  /// The timer that was taken last. It is set no more, but keeps its place until the next is taken:
  /// nearly always it is set again at once, and then sinks from there.
  private var taken: Int32 = TimerTable.none
  private static let none: Int32 = -1

  /// A table for the timers `0..<capacity`, none of them set.
  init(capacity: Int) {
    place = Array(repeating: -1, count: capacity)
  }

  /// Makes room for the timers `0..<capacity`.
  mutating func grow(to capacity: Int) {
    let missing = capacity - place.count
    guard missing > 0 else { return }
    place += Array(repeating: -1, count: missing)
  }

  /// The earliest deadline, `never` when no timer is set.
  var nextDeadline: Instant {
    guard !heap.isEmpty else { return .never }
    guard heap[0].timer == taken else { return heap[0].deadline }
    var earliest = Instant.never
    for child in 1..<max(1, min(5, heap.count)) { earliest = min(earliest, heap[child].deadline) }
    return earliest
  }

  /// The timer that fires first, once ``popDue(at:)`` has found no other; nil when none is set.
  var nextTimer: Int? { heap.isEmpty ? nil : Int(heap[0].timer) }

  /// When `timer` fires, `never` when it is not set.
  func deadline(of timer: Int) -> Instant {
    let at = Int(place[timer])
    return at >= 0 && timer != taken ? heap[at].deadline : .never
  }

  /// Reads what moving a timer is going to touch, for ``Node/foresee(_:)``.
  func foresee(_ timer: Int) -> UInt64 {
    let at = Int(place[timer])
    guard at >= 0 else { return 0 }
    let last = heap.count - 1
    return heap[at].deadline.nanoseconds &+ heap[min(4 * at + 1, last)].deadline.nanoseconds
      &+ heap[min(4 * at + 4, last)].deadline.nanoseconds
  }

  /// Reads what taking the earliest timer is going to touch, for ``Node/foresee(_:)``.
  func foreseeFirst() -> UInt64 {
    let last = heap.count - 1
    guard last >= 0 else { return 0 }
    var sum = heap[last].deadline.nanoseconds
    for at in stride(from: 1, through: min(20, last), by: 4) {
      sum &+= heap[at].deadline.nanoseconds
    }
    return sum
  }

  /// Sets, moves or, with `never`, cancels a timer.
  mutating func set(_ timer: Int, to deadline: Instant) {
    var at = Int(place[timer])
    if timer == taken { taken = Self.none }
    if deadline == .never {
      if at >= 0 { remove(at: at) }
      return
    }
    let entry = Entry(deadline: deadline, timer: Int32(timer))
    if at < 0 {
      heap.append(entry)
      at = heap.count - 1
    }
    Self.settle(entry, at: at, in: &heap, &place)
  }

  /// Takes the earliest timer that is due; ties go to the lower number, so that replays agree.
  mutating func popDue(at now: Instant) -> Int? {
    if taken != Self.none {
      remove(at: Int(place[Int(taken)]))
      taken = Self.none
    }
    guard !heap.isEmpty, heap[0].deadline <= now else { return nil }
    taken = heap[0].timer
    return Int(taken)
  }

  private mutating func remove(at index: Int) {
    place[Int(heap[index].timer)] = Self.none
    let last = heap.removeLast()
    if index < heap.count { Self.settle(last, at: index, in: &heap, &place) }
  }

  /// Puts an entry where it belongs, starting from a place whose own entry may be overwritten.
  ///
  /// Through spans: an array would ask at each step whether it is the only one to hold its memory.
  private static func settle(
    _ entry: Entry, at start: Int, in entries: inout [Entry], _ places: inout [Int32]
  ) {
    var heap = entries.mutableSpan
    var place = places.mutableSpan
    var index = start
    while index > 0 {
      let above = heap[(index - 1) / 4]
      guard entry.precedes(above) else { break }
      heap[index] = above
      place[Int(above.timer)] = Int32(index)
      index = (index - 1) / 4
    }
    // What has risen cannot sink.
    while index >= start, 4 * index + 1 < heap.count {
      var child = 4 * index + 1
      var earliest = heap[child]
      for other in (child + 1)..<max(child + 1, min(child + 4, heap.count)) {
        let candidate = heap[other]
        if candidate.precedes(earliest) { (child, earliest) = (other, candidate) }
      }
      guard earliest.precedes(entry) else { break }
      heap[index] = earliest
      place[Int(earliest.timer)] = Int32(index)
      index = child
    }
    heap[index] = entry
    place[Int(entry.timer)] = Int32(index)
  }
}
