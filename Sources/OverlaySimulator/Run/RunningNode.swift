import OverlaySecurity

/// A box for the node of a host that runs: arrays cannot hold what cannot be copied.
final class RunningNode {
  var node: SecureNode

  init(_ node: consuming SecureNode) {
    self.node = node
  }
}
