internal import OverlayCore

/// Says in words why a route is as it is.
enum RouteReason {
  /// What a path costs at least that has a silent link in it: the core puts such paths behind
  /// every other (`PathMetric.suspicion`).
  private static let silentCost = 1e6

  /// The reason for the first of a route's paths.
  static func words(for route: RouteReport, on plane: RoutePlane) -> String {
    guard plane == .mesh else { return byPrefix(route) }
    guard let used = route.paths.first else { return missing(route) }
    guard used.cost < silentCost else { return "every path has fallen silent" }
    guard used.relay != nil else { return direct(used, route) }
    switch route.directState {
    case nil: return "there is no direct link"
    case .down: return "the direct link is down"
    case .suspect: return "the direct link has fallen silent"
    case .up:
      guard let direct = route.paths.first(where: { $0.relay == nil }), used.cost < direct.cost
      else { return "the direct link is not better by enough to go back" }
      return "cost \(rounded(used.cost)) beats the direct link's \(rounded(direct.cost))"
    }
  }

  private static func byPrefix(_ route: RouteReport) -> String {
    guard let used = route.paths.first else { return "no entry of the table leads there" }
    guard used.relay != nil else { return "a neighbour" }
    let first = "the first node of the table's entry that leads there"
    return route.paths.count == 1 ? "the only one in the table's entry" : first
  }

  private static func missing(_ route: RouteReport) -> String {
    guard route.forbidden.isEmpty else {
      return "the network's policy forbids every way that works"
    }
    return switch route.directState {
    case nil: "no link leads there and no member offers to relay"
    case .some(let state): "the direct link is \(state.name) and no member offers to relay"
    }
  }

  private static func direct(_ used: PathReport, _ route: RouteReport) -> String {
    guard let other = route.paths.dropFirst().min(by: { $0.cost < $1.cost }) else {
      return "the only path"
    }
    guard other.cost < silentCost else { return "every alternative has fallen silent" }
    if used.cost <= other.cost {
      return "cost \(rounded(used.cost)), the best alternative's is \(rounded(other.cost))"
    }
    return "kept: an alternative's cost of \(rounded(other.cost)) is not enough below "
      + "\(rounded(used.cost))"
  }

  private static func rounded(_ cost: Double) -> String {
    guard cost.isFinite, abs(cost) < 1e12 else { return "infinite" }
    // Within a Double's whole numbers, so that the conversion cannot fail.
    let tenths = Int((cost * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
