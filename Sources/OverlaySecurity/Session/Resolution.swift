public import OverlayCore

/// How far a search for a node has come.
public enum Resolution: Hashable, Sendable {
  /// It is this one.
  case known(NodeID)
  /// It is being looked up.
  case pending
  /// There is none, or none was found a moment ago.
  case absent
  /// Nobody knows: too many others are being looked up. Ask again.
  case busy
}
