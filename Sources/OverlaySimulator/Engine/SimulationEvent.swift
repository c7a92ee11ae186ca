/// What is due at an instant of virtual time.
public enum SimulationEvent: Hashable, Sendable {
  /// The datagram in this slot of the ``DatagramArena`` reaches its receiver.
  case arrival(slot: Int)
  /// A host's node asked to be woken.
  case wake(host: Int)
  /// The next datagram of a test stream is due.
  case traffic(stream: Int)
  /// A fault of the plan strikes.
  case fault(index: Int)
  /// A host that found nobody to introduce it tries again to join.
  case start(host: Int)
  /// The checkers look at the whole network.
  case inspection
}
