// Metrics of applications: taken in here, spread with link state, forgotten when not renewed.

extension Node {
  /// Takes in what an application says of the link to a member; neighbours hear of it at once.
  ///
  /// - Parameters:
  ///   - value: In the metric's unit: finite, not negative, a share at most 1.
  ///   - metric: The metric's number.
  ///   - peer: The member that the value is about.
  ///   - lifetime: How long it holds when it is not renewed, at most ``Limits/reportLifetimeMax``.
  /// - Returns: Whether it was taken in: false when there is no such metric or member, or the value
  ///   means nothing, or on the prefix plane, where nobody shares link state.
  public mutating func report(
    _ value: Double, of metric: UInt8, about peer: NodeID, lifetime: Interval, now: Instant
  ) -> Bool {
    guard plane == .mesh, let slot = members.slot(of: peer), slot != 0,
      let definition = configuration.metrics.first(where: { $0.number == metric }),
      definition.allows(value)
    else { return false }
    let until = now + min(lifetime, Limits.reportLifetimeMax)
    database.metrics.set(metric, from: 0, to: slot, value, until: until)
    generation += 1
    ownLinks.touch(slot)
    pushToAll(now: now)
    return true
  }

  /// What holds of the link to a member by a metric; nil when nothing was reported or it has expired.
  public func reportedValue(of metric: UInt8, about peer: NodeID, now: Instant) -> Double? {
    members.slot(of: peer).flatMap {
      database.metrics.value(of: metric, from: 0, to: $0, now: now)
    }
  }
}
