// Key-based routing: the calls that the field agrees on (Dabek, Zhao, Druschel, Kubiatowicz and
// Stoica, "Towards a common API for structured peer-to-peer overlays", IPTPS 2003), on which
// multicast trees, storage and whatever else lives by keys is built.
//
// | theirs | ours |
// |---|---|
// | route(key, message) | ``Node/originate(toward:trafficClass:kind:flow:now:)`` |
// | forward(key, message, next hop) | ``Node/route(_:from:now:)`` answers with a verdict: the driver holds the packet, and may look at it, change it or end it |
// | deliver(key, message) | ``Verdict/deliver`` at the key's root |
// | local_lookup(key) | ``Node/nextHops(toward:)`` |
// | neighborSet | ``Node/neighbourSet(count:)`` |
// | replicaSet(key) | ``Node/replicaSet(of:count:)`` |
// | update | ``Effect/linkChanged(_:from:to:)`` |

extension Node {
  /// Decides about a packet of our own that is for the root of a key, whoever that is, and writes
  /// its header.
  ///
  /// It takes the way that packets to nodes take, and ends at the node that knows of none nearer:
  /// `.deliver` says that this is the root. Who that will be is not known before, so the payload is
  /// not sealed end to end: whoever passes it on can read it.
  ///
  /// - Parameters:
  ///   - key: Where it goes.
  ///   - flow: A hash of whatever tells flows apart.
  /// - Returns: The header to send it with, and where to; nowhere in a mesh.
  public mutating func originate(
    toward key: NodeID, trafficClass: TrafficClass, kind: PayloadKind, flow: UInt64, now: Instant
  ) -> (header: PacketHeader, verdict: Verdict) {
    let stamp = flows.stamp(flow, to: key, random: &random, now: now)
    let header = PacketHeader(
      hopLimit: Limits.prefixHopLimit, trafficClass: trafficClass, kind: kind, isTowardKey: true,
      flowLabel: stamp.label, sequence: stamp.sequence, source: identity, destination: key)
    guard plane == .prefix else { return (header, .drop(.unknownDestination)) }
    return isRoot(of: key) ? (header, .deliver) : originateByPrefix(header, now: now)
  }

  /// Whether this node is the root of `key`, as far as it knows; in a mesh, of its own name alone.
  public func isRoot(of key: NodeID) -> Bool {
    guard plane == .prefix else { return key == identity }
    return prefix.table.step(toward: key) == nil
  }

  /// The nodes that lead on toward a key, best first; none when this node is the key's root.
  public func nextHops(toward key: NodeID) -> [NodeID] {
    guard let (level, digit) = prefix.table.step(toward: key) else { return [] }
    let entry = prefix.table[level, digit]
    return (0..<entry.count).map { prefix.peers.node(in: entry[$0]) }
  }

  /// The nodes that would be the root of `key` one after the other if this node, its root, were
  /// gone, as far as it knows.
  public func replicaSet(of key: NodeID, count: Int) -> [NodeID] {
    prefix.successors(of: key, count: count)
  }

  /// The nearest nodes that this node has links with, nearest first.
  public func neighbourSet(count: Int) -> [NodeID] {
    prefix.acquaintances
      .sorted { (prefix.peers.distance($0), $0) < (prefix.peers.distance($1), $1) }
      .prefix(count).map { prefix.peers.node(in: $0) }
  }
}
