import OverlayCore
import OverlaySecurity

/// One host of a simulation: its identity, and its node while it runs.
final class SimulatedHost {
  let index: Int
  let key: StaticKey
  let credential: Credential
  /// The node while the host runs; nil before it joins, after it left and while it is crashed.
  var running: RunningNode?
  /// Grows with every start, as the daemon's counter on disk does.
  var incarnation: UInt64 = 0
  /// Grows when the host moves to another underlay address.
  var addressGeneration: UInt8 = 0
  /// When the node's wake-up in the queue is due. Any other wake-up of it is out of date.
  var wakeAt = Instant.never
  /// When the checkers begin to count on the host; `never` while it does not run.
  var readyAt = Instant.never
  /// The members that it knew when it last ran, as the daemon's state on disk has them.
  var remembered: [MemberRecord] = []

  init(index: Int, key: StaticKey, credential: Credential) {
    self.index = index
    self.key = key
    self.credential = credential
  }

  var node: NodeID { credential.node }

  /// Where the host is in the network below.
  var address: UnderlayAddress {
    SimulatedAddress(host: index, generation: addressGeneration).underlay
  }

  /// What a newcomer is told about the host.
  var record: MemberRecord {
    MemberRecord(
      node: node, incarnation: incarnation, sequence: 0, endpoints: [address],
      credential: credential.encoded)
  }
}
