/// Which of `0..<count` belong together, by uniting two at a time.
///
/// Halving the path at each look-up keeps the trees flat enough.
/// Source: Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms" (1984).
struct DisjointSets {
  private var parents: [Int32]

  /// Everyone alone.
  init(count: Int) {
    parents = (0..<Int32(count)).map(\.self)
  }

  /// The one that stands for the set that `element` is in: its lowest, so that the order of
  /// uniting does not matter.
  mutating func representative(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[Int(parents[element])]
      element = Int(parents[element])
    }
    return element
  }

  /// Makes one set of the two sets that `first` and `second` are in.
  ///
  /// - Returns: Whether they were different sets.
  @discardableResult
  mutating func unite(_ first: Int, _ second: Int) -> Bool {
    let one = representative(of: first)
    let other = representative(of: second)
    parents[max(one, other)] = Int32(min(one, other))
    return one != other
  }
}
