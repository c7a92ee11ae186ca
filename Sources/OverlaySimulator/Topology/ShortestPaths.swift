/// Shortest paths by latency from one router to all: Dijkstra's algorithm.
///
/// The arrays stay between runs, so that thousands of runs allocate nothing. Among paths of equal
/// latency each router takes the link with the lowest number, which makes the tree a function of
/// the graph alone: it does not depend on the order of the search, nor on links that it does not
/// use.
struct ShortestPaths {
  /// Latency from the source, ``unreachable`` where no path leads.
  private(set) var microseconds: [UInt32]
  /// The last link of the path to each router; ``noLink`` at the source and where no path leads.
  private(set) var lastLinks: [UInt16]
  /// Latency and router in one word, so that the heap compares integers.
  private var heap: [UInt64] = []

  static let unreachable = UInt32.max
  static let noLink = UInt16.max

  init(routerCount: Int) {
    microseconds = Array(repeating: ShortestPaths.unreachable, count: routerCount)
    lastLinks = Array(repeating: ShortestPaths.noLink, count: routerCount)
    heap.reserveCapacity(2 * routerCount)
  }

  /// Finds the paths from `source` over links that are not in `isAvoided`.
  ///
  /// Unless stubs carry transit, a path that has come into a stub stays there: only the source's
  /// own stub is ever left.
  mutating func run(from source: Int, in graph: RouterGraph, avoiding isAvoided: [Bool]) {
    for router in microseconds.indices {
      microseconds[router] = ShortestPaths.unreachable
      lastLinks[router] = ShortestPaths.noLink
    }
    let home = graph.stubs[source]
    microseconds[source] = 0
    heap.removeAll(keepingCapacity: true)
    push(UInt64(source))
    while let entry = pop() {
      let router = Int(entry & 0xffff)
      let reached = UInt32(truncatingIfNeeded: entry >> 16)
      // A shorter way was found after this entry was made.
      guard reached == microseconds[router] else { continue }
      let stub = graph.stubs[router]
      let mayLeave = stub == RouterGraph.noStub || stub == home || graph.stubsCarryTransit
      let end = mayLeave ? graph.arcStarts[router + 1] : graph.innerEnds[router]
      for index in Int(graph.arcStarts[router])..<Int(end) {
        let arc = graph.arcs[index]
        if isAvoided[Int(arc.link)] { continue }
        let target = Int(arc.router)
        let candidate = reached + arc.microseconds
        if candidate < microseconds[target] {
          microseconds[target] = candidate
          lastLinks[target] = arc.link
          push(UInt64(candidate) << 16 | UInt64(target))
        } else if candidate == microseconds[target] {
          lastLinks[target] = min(lastLinks[target], arc.link)
        }
      }
    }
  }

  private mutating func push(_ entry: UInt64) {
    var index = heap.count
    heap.append(entry)
    while index > 0 {
      let parent = (index - 1) / 2
      guard entry < heap[parent] else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = entry
  }

  private mutating func pop() -> UInt64? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    var index = 0
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = last
    return first
  }
}
