import OverlayCore

/// Searches for nodes that are under way, and those that found nobody lately: a program that scans
/// addresses must not flood the directory.
struct Resolver {
  private static let pendingMax = 64
  /// How many of them may be what others have asked this node for: the rest is for its own packets.
  private static let pendingForOthersMax = 32
  private static let absentMax = 256
  private static let absentFor = Interval.seconds(2)

  private var pending: [(target: ResolutionTarget, request: UInt32, isForOthers: Bool)] = []
  private var absent: [(target: ResolutionTarget, until: Instant)] = []

  /// Whether one more search may begin.
  func hasRoom(isForOthers: Bool) -> Bool {
    pending.count < Self.pendingMax
      && (!isForOthers || pending.count(where: \.isForOthers) < Self.pendingForOthersMax)
  }

  func isPending(_ target: ResolutionTarget) -> Bool {
    pending.contains { $0.target == target }
  }

  /// Whether nobody was found a moment ago.
  func isAbsent(_ target: ResolutionTarget, now: Instant) -> Bool {
    absent.contains { $0.target == target && $0.until > now }
  }

  mutating func add(_ target: ResolutionTarget, request: UInt32, isForOthers: Bool) {
    pending.append((target, request, isForOthers))
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
