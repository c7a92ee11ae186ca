/// Where a key lives, as the prefix plane sees it now.
public struct DirectoryPlacement: Hashable, Sendable {
  /// The next node on the way to the key's root; nil when this node is the root.
  public var nextHop: NodeID?
  /// When this node is the root: the nodes that should hold copies, those first that would be the
  /// root without it. Ignored otherwise.
  public var replicas: [NodeID]

  /// A placement.
  public init(nextHop: NodeID?, replicas: [NodeID]) {
    self.nextHop = nextHop
    self.replicas = replicas
  }

  /// Whether this node is the root.
  public var isRoot: Bool { nextHop == nil }
}
