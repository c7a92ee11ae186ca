public import OverlayCore

// What applications and operators say of traffic.

extension SecureNode {
  /// Replaces the policy and what the classes ask for; of the policy's hours the node keeps the time.
  public mutating func set(policy: PolicyTable, classes: ClassTable) {
    var timed = policy
    timed.setTime(clock.time.unixSeconds(clock.checkedAt), at: clock.checkedAt)
    node.set(policy: timed, classes: classes)
  }

  /// Takes in what an application says of the link to a member (``Node/report(_:of:about:lifetime:now:)``).
  public mutating func report(
    _ value: Double, of metric: UInt8, about peer: NodeID, lifetime: Interval, now: Instant
  ) -> Bool {
    node.report(value, of: metric, about: peer, lifetime: lifetime, now: now)
  }

  /// What holds of the link to a member by an application's metric.
  public func reportedValue(of metric: UInt8, about peer: NodeID, now: Instant) -> Double? {
    node.reportedValue(of: metric, about: peer, now: now)
  }

  /// The member of a name; nil when this node has not heard of any.
  public func member(named name: String) -> NodeID? { directory.names[name] }

  /// What routing did so far.
  public var routingCounters: RoutingCounters { node.routingCounters }

  /// What had no place in the queues of what is to be sent: the core's effects, and this layer's own.
  public var queueRefusals: (effects: UInt64, outbox: UInt64) {
    (node.refusedEffects, outbox.refused)
  }
}
