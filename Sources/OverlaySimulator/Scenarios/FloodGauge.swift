import OverlayCore

/// What a flood does to those who take no part in it: how full they get, and what they send because
/// of it, held against what they sent in as long a time before.
struct FloodGauge {
  /// Who floods.
  let hostile: Int
  private var before = (honest: UInt64(0), hostile: UInt64(0))
  private var start = (honest: UInt64(0), hostile: UInt64(0))
  /// The most records and bytes that any node kept.
  private(set) var recordsMost = 0
  private(set) var bytesMost = 0
  /// The most records of the hostile member's own that any node kept.
  private(set) var ownMost = 0
  /// The most peers, and newcomers' multicasts, that any node had.
  private(set) var peersMost = 0
  private(set) var multicastsMost = 0

  /// Begins to count what is sent without the flood.
  init(of hostile: Int, in simulation: borrowing ScaleSimulation) {
    self.hostile = hostile
    before = Self.sent(simulation, hostile)
  }

  /// The flood begins.
  mutating func begin(_ simulation: borrowing ScaleSimulation) {
    start = Self.sent(simulation, hostile)
  }

  /// Looks how full the nodes are.
  mutating func look(_ simulation: borrowing ScaleSimulation) {
    for host in simulation.runningHosts where host != hostile {
      let held = simulation.heldLoad(of: host)
      recordsMost = max(recordsMost, held.records)
      bytesMost = max(bytesMost, held.bytes)
    }
    let load = simulation.greatestLoad
    peersMost = max(peersMost, load.peers)
    multicastsMost = max(multicastsMost, load.multicasts)
  }

  /// Looks how many of the hostile member's own records the nodes keep: a look at every record.
  mutating func lookForOwn(_ simulation: borrowing ScaleSimulation) {
    let owner = simulation.identity(of: hostile)
    for host in simulation.runningHosts {
      ownMost = max(ownMost, simulation.heldRecords(of: host).count { $0.owner == owner })
    }
  }

  /// How many bytes the others sent beyond what they send anyway.
  func answered(_ simulation: borrowing ScaleSimulation) -> Double {
    let end = Self.sent(simulation, hostile)
    return Double(end.honest - start.honest) - Double(start.honest - before.honest)
  }

  /// How many bytes that is for each of the flood's.
  func amplification(_ simulation: borrowing ScaleSimulation) -> Double {
    let end = Self.sent(simulation, hostile)
    let flood = Double(end.hostile - start.hostile) - Double(start.hostile - before.hostile)
    return answered(simulation) / max(flood, 1)
  }

  private static func sent(
    _ simulation: borrowing ScaleSimulation, _ hostile: Int
  ) -> (honest: UInt64, hostile: UInt64) {
    let own = simulation.sent(by: hostile).controlBytes
    return (simulation.sent.controlBytes - own, own)
  }
}
