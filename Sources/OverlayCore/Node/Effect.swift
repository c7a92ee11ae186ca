/// What a node wants done, in the order in which it came up.
public enum Effect: Hashable, Sendable {
  /// Seal the `length` bytes from the given offset on and send them on the link.
  case send(LinkID, length: Int)
  /// A link changed its state.
  case linkChanged(LinkID, from: LinkState, to: LinkState)
  /// A member came, changed or went.
  case memberChanged(NodeID, MemberChange)
  /// Packets for a destination now take another way: straight to it, or through `relay`.
  case routeChanged(NodeID, TrafficClass, relay: NodeID?, link: LinkID)
}
