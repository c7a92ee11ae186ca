import OverlayCore

// Events of one instant concern nodes all over memory. What the next few will touch is asked for
// together, one step of indirection after the other, while nothing depends on it.

extension ScaleSimulation {
  /// An event to come, as far as it is known from outside the node.
  private struct Prospect {
    /// The host; none of them when no node is concerned.
    var host = UInt32.max
    /// The link that a frame comes over; `LinkID.none` for a wake-up.
    var link = LinkID.none
    /// Where the frame lies.
    var offset: UInt32 = 0
  }

  /// So many events are looked at together: what they touch fits the second-level cache.
  private typealias Prospects = InlineArray<24, Prospect>

  /// Looks at the next events that are in order; returns how many.
  mutating func foresee() -> Int {
    let count = min(queue.readyCount, Prospects.count)
    foreseen &+= look(count)
    return count
  }

  private borrowing func look(_ count: Int) -> UInt64 {
    var prospects = Prospects(repeating: Prospect())
    for index in 0..<count {
      let event = ScaleEvent(payload: queue.readyPayload(index))
      switch event.kind {
      case .frame:
        let header = frames.header(of: event.number)
        prospects[index] = Prospect(
          host: header.receiver, link: LinkID(header.link), offset: header.offset)
      case .wake: prospects[index].host = event.number
      case .errand, .packet, nil: break
      }
    }
    var sum: UInt64 = 0
    for index in 0..<count where prospects[index].host < hosts.count {
      guard let host = hosts[Int(prospects[index].host)] else { continue }
      sum &+= host.state.foresee()
      let offset = Int(prospects[index].offset)
      if offset < frames.bytes.count { sum &+= UInt64(frames.bytes[offset]) }
    }
    for index in 0..<count where prospects[index].host < hosts.count {
      guard let host = hosts[Int(prospects[index].host)] else { continue }
      sum &+= host.state.foresee(prospects[index].link)
    }
    return sum
  }
}
