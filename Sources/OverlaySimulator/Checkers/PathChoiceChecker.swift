public import OverlayCore
public import OverlaySecurity

/// Holds the paths that nodes take against the naive choice of a ``PathOracle``.
///
/// Only the latency class is looked at: its cost is a plain sum, so that the oracle needs none of
/// the overlay's own arithmetic. A node may stay on a path that is worse by the hysteresis; a
/// relay is charged a millisecond by the overlay's metric, and measurements carry jitter, which
/// is what the tolerance is for.
public struct PathChoiceChecker: Sendable {
  private let hosts: [NodeID: Int]

  /// RON's hysteresis of 5 %, as a share of the better path's cost.
  public static let hysteresis = 1 / 0.95 - 1
  /// In milliseconds: one that a relay costs, one that the switch must gain, one of jitter.
  public static let toleranceMilliseconds = 3.0

  /// A checker that knows nodes by these host numbers.
  public init(hosts: [NodeID: Int]) {
    self.hosts = hosts
  }

  /// The choices of one host that the oracle does not accept.
  public func check(_ snapshot: NodeSnapshot, against oracle: PathOracle) -> [Violation] {
    guard let source = hosts[snapshot.node] else { return [] }
    return snapshot.routes.compactMap { route in
      guard route.trafficClass == .latency, let destination = hosts[route.destination],
        let best = oracle.best(from: source, to: destination)
      else { return nil }
      let relay = route.paths.first?.relay.flatMap { hosts[$0] }
      let isAccepted =
        !route.paths.isEmpty
        && oracle.accepts(
          relay: relay, from: source, to: destination, hysteresis: Self.hysteresis,
          tolerance: Self.toleranceMilliseconds)
      guard !isAccepted else { return nil }
      let cost = oracle.cost(from: source, to: destination, through: relay)
      return Violation(
        time: snapshot.takenAt, promise: .bestPath,
        account: "host \(source) reaches host \(destination) "
          + "\(route.paths.isEmpty ? "not at all" : Self.name(relay, cost)); the best way is "
          + Self.name(best.relay, best.cost))
    }
  }

  private static func name(_ relay: Int?, _ cost: Double) -> String {
    let way = relay.map { "through host \($0)" } ?? "directly"
    return "\(way) at \((cost * 10).rounded() / 10) ms"
  }
}
