/// How much of a store each owner takes up: a list sorted by owner, since a store has few.
struct OwnerShares: Sendable {
  /// What one owner takes up.
  struct Share: Hashable, Sendable {
    var owner: NodeID
    var records: Int
    var bytes: Int
  }

  private(set) var shares: [Share] = []

  /// The owner's share, empty when it has none.
  subscript(owner: NodeID) -> Share {
    let place = place(of: owner)
    guard place < shares.count, shares[place].owner == owner else {
      return Share(owner: owner, records: 0, bytes: 0)
    }
    return shares[place]
  }

  /// Adds to an owner's share, or takes from it; an owner with no record left is forgotten.
  mutating func change(_ owner: NodeID, records: Int, bytes: Int) {
    let place = place(of: owner)
    if place == shares.count || shares[place].owner != owner {
      shares.insert(Share(owner: owner, records: 0, bytes: 0), at: place)
    }
    shares[place].records += records
    shares[place].bytes += bytes
    if shares[place].records == 0 { shares.remove(at: place) }
  }

  private func place(of owner: NodeID) -> Int {
    shares.sortedIndex(notBefore: { $0.owner < owner })
  }
}
