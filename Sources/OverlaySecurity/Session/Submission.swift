public import OverlayCore

/// What became of a packet of our own.
public enum Submission: Hashable, Sendable {
  /// Seal it to these hops.
  case forward(Packet, Hops)
  /// It is for this node itself.
  case local
  /// It goes nowhere.
  case refused(DropReason)
}
