/// Which neighbours of a mesh route by prefixes already, and whether this node does so next.
///
/// A beacon says which plane its sender routes by, and a member can say anything. So this node goes by
/// its own count of the members that are present, each of which has signed its record: it leads when it
/// counts more than the limit, and it follows when it counts three quarters of the limit and more than
/// half of the neighbours that it measures have gone ahead. The quarter is for those that know fewer
/// members than others do; the half keeps a few liars from turning anybody. A node that has met nobody
/// of a mesh since it started, only neighbours that route by prefixes, is a newcomer to a network that
/// was outgrown long ago: it follows whatever it counts, because members are not gossiped there.
///
/// Whatever is true must hold for ``hold``: a newcomer that goes again, or a partition that leaves a
/// node with the wrong neighbours for a moment, changes nothing. A network in two planes works
/// meanwhile (Node+Outgrowth.swift).
struct Outgrowth {
  /// For how long there must be a reason.
  static let hold = Interval.seconds(5)

  /// What a node counts.
  struct Census: Hashable {
    /// Members that are present, this node included.
    var present: Int
    /// Neighbours to which a link works.
    var neighbours: Int
    /// Those among them that route by prefixes.
    var changed: Int
  }

  /// What follows.
  enum Decision: Hashable {
    case stay
    /// Change over because of this node's own count.
    case lead
    /// Change over after others.
    case follow
  }

  /// By slot, whether the neighbour's latest beacon was one of the prefix plane.
  private var hasChanged: [Bool]
  /// Whether a neighbour has ever beaconed as a mesh's since this node started.
  private var hasMetMesh = false
  /// Since when there has been a reason to lead, and to follow; `never` while there is none.
  private var crowdedSince = Instant.never
  private var behindSince = Instant.never

  /// Of neighbours in the slots `0..<capacity`, all of the mesh.
  init(capacity: Int) {
    hasChanged = Array(repeating: false, count: capacity)
  }

  /// Takes note of a beacon; true when the neighbour's plane is another than before.
  mutating func note(_ slot: Int, isMesh: Bool) -> Bool {
    if isMesh { hasMetMesh = true }
    guard hasChanged[slot] == isMesh else { return false }
    hasChanged[slot] = !isMesh
    return true
  }

  /// Forgets a neighbour whose slot is given to another.
  mutating func forget(_ slot: Int) { hasChanged[slot] = false }

  /// Whether the neighbour routes by prefixes, by its own account.
  func hasChanged(_ slot: Int) -> Bool { hasChanged[slot] }

  /// Looks whether there is a reason to change over, and has been for long enough.
  mutating func decide(_ census: Census, limit: Int, now: Instant) -> Decision {
    let isMost = census.changed * 2 > census.neighbours
    let isNear = census.present * 4 >= limit * 3
    let isNewcomer = !hasMetMesh && census.changed == census.neighbours
    crowdedSince = Self.since(crowdedSince, census.present > limit, now: now)
    behindSince = Self.since(behindSince, isMost && (isNear || isNewcomer), now: now)
    if Self.isOver(crowdedSince, now: now) { return .lead }
    return Self.isOver(behindSince, now: now) ? .follow : .stay
  }

  private static func since(_ before: Instant, _ isTrue: Bool, now: Instant) -> Instant {
    guard isTrue else { return .never }
    return before == .never ? now : before
  }

  private static func isOver(_ since: Instant, now: Instant) -> Bool {
    since != .never && now - since >= hold
  }
}
