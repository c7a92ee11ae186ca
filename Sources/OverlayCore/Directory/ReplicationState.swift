/// What a node knows of a record's other copies.
struct ReplicationState: Hashable, Sendable {
  /// Whether this node was the key's root when it last asked.
  var isRoot = false
  /// Whether the record is newer, or holds for longer, than what was last copied.
  var isDirty = true
  /// How often the record is still to be handed to the root that came instead of this node.
  var handOversLeft: UInt8 = 0
  /// When the record last came from somebody else.
  var heardAt: Instant
  /// When it was last copied to the replicas; `never` before.
  var copiedAt = Instant.never
  /// Which replicas those were.
  var replicas: UInt64 = 0

  init(heardAt: Instant) {
    self.heardAt = heardAt
  }

  /// A number for a set of nodes, whatever their order.
  static func digest(of nodes: some Sequence<NodeID>) -> UInt64 {
    var sum: UInt64 = 0
    for node in nodes {
      var mixed = SeededRandom(
        seed: UInt64(truncatingIfNeeded: node.value)
          ^ UInt64(truncatingIfNeeded: node.value >> 64) &* 0x9e37_79b9_7f4a_7c15)
      sum &+= mixed.next()
    }
    return sum
  }
}
