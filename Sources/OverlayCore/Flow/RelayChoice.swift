/// What a class says about where its packets pass.
public enum RelayChoice: Hashable, Sendable {
  /// Whatever is best.
  case any
  /// Straight to the destination or not at all.
  case none
  /// Through this node while that works, whatever it costs.
  case preferred(NodeID)
  /// Through this node or not at all; to the node itself, straight.
  case forced(NodeID)
}
