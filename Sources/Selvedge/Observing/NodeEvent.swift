public import OverlayCore

/// Something that happened to a node or that it found out.
public enum NodeEvent: Hashable, Sendable {
  /// A member was heard of.
  case memberJoined(NodeID, name: String)
  /// A member's addresses changed, or it was restarted.
  case memberChanged(NodeID, name: String)
  /// A member said farewell.
  case memberLeft(NodeID, name: String)
  /// Nobody has had a working link to a member for long.
  case memberLost(NodeID, name: String)
  /// A link changed its state.
  case linkChanged(NodeID, name: String, address: String, from: LinkState, to: LinkState)
  /// Datagrams of a class for a member take another way: through `relay`, or straight there when it is
  /// nil.
  case routeChanged(
    NodeID, name: String, class: TrafficClass, relay: NodeID?, relayName: String?)
  /// The network has outgrown its mesh: this node routes by prefixes from now on.
  case outgrewMesh
}
