import OverlayCore

/// Searches for nodes that are under way, and those that found nobody lately: a program that scans
/// addresses must not flood the directory.
struct Resolver {
  /// This node's own searches, and those that other hosts have asked it for.
  private static let ownMax = 32
  private static let othersMax = 32
  private static let absentMax = 256
  private static let absentFor = Interval.seconds(2)

  private var pending: [(target: ResolutionTarget, request: UInt32, asker: UInt128?)] = []
  private var absent: [(target: ResolutionTarget, until: Instant)] = []

  /// Whether one more search may begin. One asker's take at most as many places as they leave.
  ///
  /// - Parameter asker: The host that asks; nil for this node.
  func hasRoom(for asker: UInt128?) -> Bool {
    let sameAsker = pending.count { $0.asker == asker }
    guard asker != nil else { return sameAsker < Self.ownMax }
    return sameAsker < Self.othersMax - pending.count { $0.asker != nil }
  }

  func isPending(_ target: ResolutionTarget) -> Bool {
    pending.contains { $0.target == target }
  }

  /// Whether nobody was found a moment ago.
  func isAbsent(_ target: ResolutionTarget, now: Instant) -> Bool {
    absent.contains { $0.target == target && $0.until > now }
  }

  mutating func add(_ target: ResolutionTarget, request: UInt32, for asker: UInt128?) {
    pending.append((target, request, asker))
  }

  /// The search that a lookup belonged to; nil when it was not one of ours.
  mutating func finish(_ request: UInt32) -> ResolutionTarget? {
    guard let index = pending.firstIndex(where: { $0.request == request }) else { return nil }
    return pending.remove(at: index).target
  }

  mutating func noteAbsent(_ target: ResolutionTarget, now: Instant) {
    absent.removeAll { $0.until <= now }
    if absent.count >= Self.absentMax { absent.removeFirst() }
    absent.append((target, now + Self.absentFor))
  }
}
