internal import OverlayCore
internal import OverlaySecurity

/// Keeps a route for a while after the last server of its prefix has gone, so that a prefix that comes
/// and goes does not have the kernel's routes change with it.
struct RouteHold {
  private static let interval = Interval.seconds(3)

  private var leaving: [AddressPrefix: Instant] = [:]
  /// The prefixes that the kernel sends into the network device.
  private(set) var routes: Set<AddressPrefix> = []

  /// When a route's time is over.
  var nextDeadline: Instant { leaving.values.min() ?? .never }

  /// Whether the routes change, given the prefixes that are served now.
  mutating func update(served: Set<AddressPrefix>, now: Instant) -> Bool {
    for prefix in served { leaving[prefix] = nil }
    for prefix in routes.subtracting(served) where leaving[prefix] == nil {
      leaving[prefix] = now + Self.interval
    }
    let over = leaving.filter { $0.value <= now }.map(\.key)
    for prefix in over { leaving[prefix] = nil }
    let next = routes.union(served).subtracting(over)
    guard next != routes else { return false }
    routes = next
    return true
  }
}
