import OverlayCore

// Events of one instant concern nodes all over memory. What the next few will touch is asked for
// together, while nothing depends on it.

extension ScaleSimulation {
  /// So many events are looked at together: their lines fit the second-level cache.
  private static let foresightMax = 24

  /// Looks at the next events that are in order; returns how many.
  @inline(__always)
  mutating func foresee() -> Int {
    let count = min(queue.readyCount, Self.foresightMax)
    foreseen &+= touch(count)
    return count
  }

  private borrowing func touch(_ count: Int) -> UInt64 {
    var places = InlineArray<24, (host: UInt32, link: LinkID)>(repeating: (.max, .none))
    for index in 0..<count {
      let event = ScaleEvent(payload: queue.readyPayload(index))
      switch event.kind {
      case .frame:
        let header = frames.header(of: event.number)
        places[index] = (header.receiver, LinkID(header.link))
      case .wake: places[index] = (event.number, .none)
      case .errand, .packet, nil: break
      }
    }
    var sum: UInt64 = 0
    for index in 0..<count where places[index].host < hosts.count {
      guard let host = hosts[Int(places[index].host)] else { continue }
      let link = places[index].link
      sum &+= host.wakeAt.nanoseconds
      if link.index < host.ends.count { sum &+= UInt64(host.ends[link.index].session) }
      sum &+= host.node.foresee(link == .none ? nil : link)
    }
    return sum
  }
}
