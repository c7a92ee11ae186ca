public import OverlayCore

/// The constants of a simulation of thousands of nodes.
public struct ScaleConfiguration: Sendable {
  /// Decides every random choice, the nodes' own included.
  public var seed: UInt64
  /// What every node runs.
  public var node: NodeConfiguration
  /// Who is on each host; drawn by the seed where the list ends.
  public var identities: [NodeID] = []
  /// How often a session is tried before the node is told that it could not be opened.
  public var openingAttempts = 3
  /// How long the first try waits for its answer; each further one twice as long.
  public var openingTimeout = Interval.milliseconds(500)

  /// The usual constants.
  public init(seed: UInt64, node: NodeConfiguration) {
    self.seed = seed
    self.node = node
  }
}
