public import OverlayCore

/// Whom an application's datagram is for.
public enum ApplicationAddressee: Hashable, Sendable {
  /// The node of this ID.
  case node(NodeID)
  /// The member of this name.
  case name(String)
}
