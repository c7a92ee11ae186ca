public import OverlayCore

/// What is due when, earliest first; what is due at one instant comes out in the order it went in.
///
/// A 4-ary heap over one flat array: half the depth of a binary heap, and the four children of a
/// node lie side by side in memory. It allocates only while it grows to the run's largest size.
/// The order of insertion breaks ties, since a run that depended on the heap's shape could not be
/// compared across versions.
public struct EventQueue: Sendable {
  private struct Entry {
    var due: Instant
    var order: UInt64
    var event: SimulationEvent

    func precedes(_ other: Entry) -> Bool {
      due == other.due ? order < other.order : due < other.due
    }
  }

  private var heap: [Entry] = []
  private var inserted: UInt64 = 0

  /// An empty queue with room for `capacity` events before it first grows.
  public init(capacity: Int = 1024) {
    heap.reserveCapacity(capacity)
  }

  /// The number of events that are waiting.
  public var count: Int { heap.count }

  /// When the earliest event is due; `never` when nothing is waiting.
  public var nextDue: Instant { heap.first?.due ?? .never }

  /// Adds an event.
  public mutating func push(_ event: SimulationEvent, due: Instant) {
    let entry = Entry(due: due, order: inserted, event: event)
    inserted += 1
    heap.append(entry)
    rise(entry, from: heap.count - 1)
  }

  /// Removes and returns the earliest event, provided that it is due by `limit`.
  public mutating func pop(
    through limit: Instant = .never
  ) -> (due: Instant, event: SimulationEvent)? {
    guard let earliest = heap.first, earliest.due <= limit, let last = heap.popLast() else {
      return nil
    }
    if !heap.isEmpty { sink(last) }
    return (earliest.due, earliest.event)
  }

  private mutating func rise(_ entry: Entry, from start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 4
      guard entry.precedes(heap[parent]) else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = entry
  }

  private mutating func sink(_ entry: Entry) {
    var place = 0
    while true {
      let firstChild = 4 * place + 1
      guard firstChild < heap.count else { break }
      var least = firstChild
      for child in (firstChild + 1)..<max(firstChild + 1, min(firstChild + 4, heap.count))
      where heap[child].precedes(heap[least]) {
        least = child
      }
      guard heap[least].precedes(entry) else { break }
      heap[place] = heap[least]
      place = least
    }
    heap[place] = entry
  }
}
