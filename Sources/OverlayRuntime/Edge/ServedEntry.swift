internal import OverlayCore
internal import OverlaySecurity

/// A prefix of other nodes that is in use, and who may be sent its packets, best first.
struct ServedEntry {
  /// The addresses.
  var prefix: AddressPrefix
  /// The nodes; only the first ``count`` mean anything.
  var servers = InlineArray<4, NodeID>(repeating: NodeID(0))
  /// How many there are, at most ``RuntimeLimits/serversEach``.
  var count = 0
  /// How many of the first have a path that works; the others' has fallen silent.
  var soundCount = 0

  init(_ prefix: AddressPrefix) {
    self.prefix = prefix
  }

  /// Adds a server behind the others; those beyond the limit are left out.
  mutating func append(_ server: NodeID, isSound: Bool) {
    guard count < RuntimeLimits.serversEach else { return }
    servers[count] = server
    count += 1
    if isSound { soundCount += 1 }
  }

  /// Whether a flow that has a server may stay with it: as long as it works, or nobody else does.
  func keeps(_ server: NodeID) -> Bool {
    for rank in 0..<(soundCount > 0 ? soundCount : count) where servers[rank] == server {
      return true
    }
    return false
  }
}
