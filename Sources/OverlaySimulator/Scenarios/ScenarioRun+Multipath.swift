import OverlayCore

// Many flows over two paths: how they are shared out, and that none moves without cause.

extension ScenarioRun {
  /// Flows from host 0 to host 1, through host 2 or host 3, which are alike at first.
  ///
  /// - `first-share`: the share of flows through host 2;
  /// - `moved`: flows that changed their path in a minute in which nothing happened;
  /// - `reordered`: packets that overtook one of their own flow then;
  /// - `moved-after-cut`, `left-behind`: flows of the path that was cut which took the other, and which
  ///   did not within two seconds; `moved-others`: flows of the other path that moved as well.
  mutating func measureMultipath(flows: Int) {
    var network = smallMesh(4)
    network.setCut(true, between: 0, 1)
    network.advance(by: .seconds(10))
    let first = round(flows, in: &network)
    var (moved, reordered) = (0, 0)
    for _ in 0..<6 {
      network.advance(by: .seconds(9))
      let again = round(flows, in: &network)
      for flow in 0..<flows where again.relays[flow] != first.relays[flow] { moved += 1 }
      reordered += again.reordered
    }
    network.setCut(true, between: 0, 2)
    for _ in 0..<2 { _ = round(flows, in: &network) }
    network.advance(by: .seconds(1))
    let after = round(flows, in: &network)
    note("flows", Double(flows))
    note("first-share", Double(first.relays.count { $0 == 2 }) / Double(flows))
    note("moved", Double(moved))
    note("reordered", Double(reordered + first.reordered))
    let others = (0..<flows).filter { first.relays[$0] == 3 }
    note("moved-others", Double(others.count { after.relays[$0] != 3 }))
    note("moved-after-cut", Double(flows - others.count { after.relays[$0] == 3 }))
    note("left-behind", Double(after.relays.count { $0 != 3 }))
    close(network)
  }

  /// Two packets of each flow; which relay brought them, 0 for none, and how many came in the wrong
  /// order.
  private mutating func round(
    _ flows: Int, in network: inout ScaleSimulation
  ) -> (relays: [Int], reordered: Int) {
    var relays = Array(repeating: 0, count: flows)
    var places: [Instant: Int] = [:]
    var arrivals = Array(repeating: [Instant.never, .never], count: flows)
    for turn in 0..<2 {
      for flow in 0..<flows {
        var key = SeededRandom(seed: UInt64(flow))
        places[network.now] = turn * flows + flow
        network.send(from: 0, to: 1, trafficClass: .multipath, flow: key.next())
        network.advance(by: .microseconds(50))
      }
    }
    network.advance(by: .milliseconds(200))
    for packet in network.takeOutcomes() {
      guard let place = places[packet.sent], packet.isDelivered else { continue }
      arrivals[place % flows][place / flows] = packet.delivered
      relays[place % flows] = packet.relay ?? 0
    }
    let reordered = arrivals.count { $0[1] != .never && $0[0] != .never && $0[1] < $0[0] }
    return (relays, reordered)
  }
}
