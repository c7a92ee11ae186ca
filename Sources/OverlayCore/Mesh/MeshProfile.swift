/// The constants by which the mesh keeps its members, its link state and its routes.
public struct MeshProfile: Hashable, Sendable {
  /// How old a route may be before the drift of measurements is looked at again.
  public var routeInterval: Interval
  /// Between two pushes of link state to one neighbour.
  public var linkStateInterval: Interval
  /// Between two exchanges of member summaries over one link.
  public var gossipInterval: Interval
  /// Without a working link of anybody's for this long, a member is lost.
  public var memberTimeout: Interval
  /// How long a relay's refusal stands.
  public var refusalHold: Interval
  /// Quality, 1 − loss, that a link needs to be taken alone: the T_q of first reachable link
  /// selection, "typically 70 %" (Tapestry, section 2.3).
  public var reachableThreshold: Double

  /// Ours.
  public static let standard = MeshProfile(
    routeInterval: .milliseconds(100), linkStateInterval: .milliseconds(50),
    gossipInterval: .seconds(1), memberTimeout: .seconds(600), refusalHold: .seconds(1),
    reachableThreshold: 0.7)

  /// RON's link state is sent every 14 s (PAPERS.md, "RON").
  public static let ron = MeshProfile(
    routeInterval: .seconds(1), linkStateInterval: .seconds(14), gossipInterval: .seconds(14),
    memberTimeout: .seconds(3_600), refusalHold: .seconds(14), reachableThreshold: 0.7)
}
