/// Deadlines by number, the earliest first: an indexed binary heap.
///
/// Timers are a closed set of small integers that their owner derives from an enum, so that a
/// timer can be moved or cancelled in place and nothing is allocated unless the set grows.
struct TimerTable {
  private var heap: [Int32] = []
  private var place: [Int32]
  private var deadlines: [Instant]

  /// A table for the timers `0..<capacity`, none of them set.
  init(capacity: Int) {
    place = Array(repeating: -1, count: capacity)
    deadlines = Array(repeating: .never, count: capacity)
    heap.reserveCapacity(capacity)
  }

  /// Makes room for the timers `0..<capacity`.
  mutating func grow(to capacity: Int) {
    let missing = capacity - place.count
    guard missing > 0 else { return }
    place += Array(repeating: -1, count: missing)
    deadlines += Array(repeating: .never, count: missing)
  }

  /// The earliest deadline, `never` when no timer is set.
  var nextDeadline: Instant {
    heap.isEmpty ? .never : deadlines[Int(heap[0])]
  }

  /// When `timer` fires, `never` when it is not set.
  func deadline(of timer: Int) -> Instant {
    deadlines[timer]
  }

  /// Sets, moves or, with `never`, cancels a timer.
  mutating func set(_ timer: Int, to deadline: Instant) {
    let at = Int(place[timer])
    deadlines[timer] = deadline
    if deadline == .never {
      if at >= 0 { remove(at: at) }
    } else if at >= 0 {
      settle(at)
    } else {
      heap.append(Int32(timer))
      place[timer] = Int32(heap.count - 1)
      settle(heap.count - 1)
    }
  }

  /// Takes the earliest timer that is due; ties go to the lower number, so that replays agree.
  mutating func popDue(at now: Instant) -> Int? {
    guard let first = heap.first, deadlines[Int(first)] <= now else { return nil }
    set(Int(first), to: .never)
    return Int(first)
  }

  private func precedes(_ left: Int32, _ right: Int32) -> Bool {
    let (first, second) = (deadlines[Int(left)], deadlines[Int(right)])
    return first == second ? left < right : first < second
  }

  private mutating func remove(at index: Int) {
    let last = heap.count - 1
    place[Int(heap[index])] = -1
    if index != last {
      heap[index] = heap[last]
      place[Int(heap[index])] = Int32(index)
    }
    heap.removeLast()
    if index < heap.count { settle(index) }
  }

  private mutating func settle(_ start: Int) {
    var index = start
    while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
      exchange(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
      guard precedes(heap[child], heap[index]) else { return }
      exchange(index, child)
      index = child
    }
  }

  private mutating func exchange(_ first: Int, _ second: Int) {
    heap.swapAt(first, second)
    place[Int(heap[first])] = Int32(first)
    place[Int(heap[second])] = Int32(second)
  }
}
