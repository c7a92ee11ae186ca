/// A next hop that leads to a destination.
struct Candidate: Hashable, Sendable {
  /// The link to take.
  var link = LinkID.none
  /// The slot of the neighbour at its other end.
  var neighbour = 0
  /// Whether that neighbour is the destination.
  var isDirect = false
  /// Whether the link's quality is above the threshold of first reachable link selection.
  var isReachable = false
  /// The largest datagram that goes all the way whole, in bytes.
  var datagramBytes = UInt16(Limits.datagramBytesBase)
  /// How far it is from what the class asks for: of candidates of different tiers the lower one is
  /// better, whatever they cost (``Node/tier(of:through:to:rule:hasValue:)``).
  var tier: UInt8 = 0
  /// The path's cost under the class.
  var cost = Double.infinity
}
