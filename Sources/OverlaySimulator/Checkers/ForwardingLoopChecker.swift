public import OverlayCore

/// Sees to it that no copy of a packet comes to a node where it has been.
///
/// It reads the ``PacketTag`` that travels beside each copy, never the packet's own fields. Two
/// copies that took different ways may well meet at a node: that is redundancy and not a loop.
public struct ForwardingLoopChecker: Sendable {
  /// The number of visits looked at.
  public private(set) var visits = 0
  /// The longest way that a copy has gone, in hops.
  public private(set) var hopsMax = 0

  /// A checker that has seen nothing.
  public init() {}

  /// A copy arrived at `host`: notes the visit in its tag.
  public mutating func visit(
    _ tag: inout PacketTag, host: Int, at now: Instant
  ) -> Violation? {
    visits += 1
    if tag.hasVisited(host) {
      return Violation(
        time: now, promise: .noLoop,
        account: "packet \(tag.packet) came to host \(host) again after \(tag.path)")
    }
    guard tag.visit(host) else {
      return Violation(
        time: now, promise: .noLoop, account: "packet \(tag.packet) has no end: \(tag.path)")
    }
    hopsMax = max(hopsMax, Int(tag.visitCount) - 1)
    return nil
  }
}
