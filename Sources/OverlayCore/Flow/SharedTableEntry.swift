/// What lies in a table of fixed size that several members fill.
protocol SharedTableEntry {
  associatedtype Owner: Equatable
  /// Whose state it is, and who therefore pays for its place.
  var owner: Owner { get }
  /// ``TableShares/use(at:)`` at its last use; zero for a vacant place.
  var lastUse: UInt64 { get }
}
