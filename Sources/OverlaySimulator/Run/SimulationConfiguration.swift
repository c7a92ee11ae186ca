public import OverlayCore

/// Everything that decides how a simulation goes.
public struct SimulationConfiguration: Sendable {
  /// Decides every random choice that the network and the nodes make.
  public var seed: UInt64
  /// The network below, which also says how many hosts there are.
  public var network: NetworkModel
  /// What goes wrong, and when.
  public var plan: FaultPlan
  /// When the run ends.
  public var duration: Interval
  /// The checkers watch from here on: before, the mesh forms.
  public var settledAt: Instant
  /// Hosts that are absent until the plan has them join.
  public var absent: Set<Int>
  /// The test traffic.
  public var streams: [TestStream]
  /// The nodes' constants.
  public var node: NodeConfiguration
  /// The longest that a stream may stand still while a path is live.
  public var recoveryBound: Interval
  /// How long a host that has just started, joined or changed its address may take to be part
  /// of the mesh. After it the recovery bound holds for it too.
  public var startAllowance: Interval

  /// A run of nodes in our own profile, by default without faults or traffic.
  public init(
    seed: UInt64, network: NetworkModel, plan: FaultPlan = FaultPlan(), duration: Interval,
    settledAt: Instant = .zero + .seconds(5), absent: Set<Int> = [], streams: [TestStream] = [],
    node: NodeConfiguration = .standard, recoveryBound: Interval = .seconds(2),
    startAllowance: Interval = .seconds(3)
  ) {
    self.seed = seed
    self.network = network
    self.plan = plan
    self.duration = duration
    self.settledAt = settledAt
    self.absent = absent
    self.streams = streams
    self.node = node
    self.recoveryBound = recoveryBound
    self.startAllowance = startAllowance
  }
}
