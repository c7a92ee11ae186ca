/// The links to one neighbour, in the order in which they were added.
struct LinkList {
  private var slots: InlineArray<4, LinkID> = InlineArray(repeating: .none)
  private(set) var count = 0

  subscript(rank: Int) -> LinkID { slots[rank] }

  /// Appends a link; false when the list is full.
  mutating func append(_ link: LinkID) -> Bool {
    guard count < Limits.linksPerNeighbourMax else { return false }
    slots[count] = link
    count += 1
    return true
  }

  mutating func remove(_ link: LinkID) {
    var kept = 0
    for rank in 0..<count where slots[rank] != link {
      slots[kept] = slots[rank]
      kept += 1
    }
    count = kept
  }
}
