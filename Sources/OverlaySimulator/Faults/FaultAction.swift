public import OverlayCore

/// One thing that goes wrong in the network or with a host, or is put right again.
public enum FaultAction: Hashable, Sendable {
  /// Nothing gets through any more.
  case cut(PathSelection)
  /// The path is what it was at the start.
  case heal(PathSelection)
  /// Some is lost.
  case loss(PathSelection, LossModel)
  /// The one-way delay is another.
  case delay(PathSelection, Interval)
  /// Cut and healed `times` times over, each state for half of `period`; ends healed.
  case flap(PathSelection, period: Interval, times: Int)
  /// These hosts against all others.
  case partition([Int])
  /// No partition any more; single cuts stay.
  case unite
  /// The host's own line loses this much of what it sends and is sent.
  case access(Int, LossModel)
  /// The host stops without a word.
  case crash(Int)
  /// A crashed host comes back under its old identity.
  case restart(Int)
  /// A host that was not there from the start joins.
  case join(Int)
  /// The host takes its leave and stops.
  case leave(Int)
  /// The host's underlay address changes under it, and it is not told.
  case readdress(Int)
}
