public import OverlayCore

/// Draws a ``FaultPlan`` from a seed.
///
/// Every fault is put right again after a while, so that recovery is tested as often as failure,
/// and the last part of the run is quiet, so that the checkers can ask for a settled network.
public struct RandomFaults: Hashable, Sendable {
  /// The number of hosts; host 0 never crashes or leaves, so that joiners have someone to ask.
  public var hostCount: Int
  /// Hosts from this one on are absent at the start and join during the run.
  public var joinersFrom: Int
  /// Nothing strikes before this time, in which the mesh forms.
  public var calmUntil: Instant
  /// Everything is put right by this time.
  public var healedBy: Instant
  /// Mean number of faults that strike in a second.
  public var faultsPerSecond: Double
  /// Pairs that matter more than others, because test traffic flows between them: six faults of
  /// a path out of ten strike one of these. In a large mesh chance alone would hardly ever.
  public var targets: [PathSelection]

  /// Faults for a run of `hostCount` hosts between two instants.
  public init(
    hostCount: Int, joinersFrom: Int? = nil, calmUntil: Instant, healedBy: Instant,
    faultsPerSecond: Double = 1, targets: [PathSelection] = []
  ) {
    precondition(hostCount >= 3 && calmUntil < healedBy && faultsPerSecond > 0)
    self.hostCount = hostCount
    self.joinersFrom = joinersFrom ?? hostCount
    self.calmUntil = calmUntil
    self.healedBy = healedBy
    self.faultsPerSecond = faultsPerSecond
    self.targets = targets
  }

  /// The plan that belongs to the seed.
  public func plan(seed: UInt64) -> FaultPlan {
    var draft = Draft(faults: self, random: SeededRandom(seed: seed))
    return draft.draw()
  }
}
