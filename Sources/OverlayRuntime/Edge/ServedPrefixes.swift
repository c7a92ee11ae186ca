internal import OverlayCore
internal import OverlaySecurity

/// The packet path's view of prefixes behind other nodes: which of them an address lies in, and which
/// of its servers a flow goes to.
///
/// Everything is of fixed size once it was filled; a look allocates nothing.
struct ServedPrefixes {
  private struct Flow {
    var label: UInt64 = 0
    var server = NodeID(0)
  }

  /// The prefixes in use.
  private(set) var entries: [ServedEntry] = []
  private var table = PrefixTable()
  /// Where a flow went: by the low bits of its hash, the newest in its place.
  private var flows = [Flow](repeating: Flow(), count: RuntimeLimits.servedFlows)

  /// Replaces the prefixes. Flows stay with their servers as far as those still serve.
  mutating func replace(_ entries: [ServedEntry]) {
    self.entries = Array(entries.prefix(RuntimeLimits.prefixes))
    table = PrefixTable(self.entries.map(\.prefix))
  }

  /// Who is sent a packet for an address behind a node; nil when nobody serves it.
  ///
  /// - Parameter flow: a hash of what tells flows apart. A flow keeps its server while that works.
  mutating func server(
    of address: UInt128, _ family: UnderlayAddress.Family, flow: UInt64
  ) -> NodeID? {
    guard !table.isEmpty, let place = table.match(address, family) else { return nil }
    guard entries[place].prefix.length > 0 || PublicAddresses.contains(address, family) else {
      return nil
    }
    let count = entries[place].count
    guard count > 1 else { return count == 1 ? entries[place].servers[0] : nil }
    let slot = Int(truncatingIfNeeded: flow & UInt64(RuntimeLimits.servedFlows - 1))
    if flows[slot].label == flow, entries[place].keeps(flows[slot].server) {
      return flows[slot].server
    }
    let best = entries[place].servers[0]
    flows[slot] = Flow(label: flow, server: best)
    return best
  }
}
