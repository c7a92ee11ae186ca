public import OverlayCore

/// Everyone who is there, by identifier: what no node knows and every checker needs.
///
/// Nodes that share a prefix lie side by side when all are sorted, so that each question about an
/// entry of a routing table is one about a range.
public struct Membership: Sendable {
  /// One node.
  public struct Member: Hashable, Sendable {
    /// Who it is.
    public var node: NodeID
    /// The host that it runs on.
    public var host: Int
  }

  /// All nodes, by identifier.
  public let members: [Member]
  /// In which base identifiers are read.
  public let base: DigitBase

  /// The given nodes.
  public init(_ members: [Member], base: DigitBase) {
    self.members = members.sorted { $0.node < $1.node }
    self.base = base
  }

  /// The nodes that share the first `level` digits of `node` and have `digit` next.
  public func range(sharing level: Int, of node: NodeID, digit: Int) -> Range<Int> {
    let shift = UInt128(128 - (level + 1) * base.bits)
    let prefix = level == 0 ? 0 : node.value >> (shift + UInt128(base.bits))
    let first = (prefix << UInt128(base.bits) | UInt128(digit)) << shift
    let last = first | ((1 << shift) - 1)
    return lowerBound(first)..<(last == .max ? members.count : lowerBound(last + 1))
  }

  /// Whether a node is there.
  public func contains(_ node: NodeID) -> Bool {
    let place = lowerBound(node.value)
    return place < members.count && members[place].node == node
  }

  /// The key's root by surrogate routing: at each level the key's own digit or, when nobody has
  /// it, the next one up that somebody has, until one node is left (PAPERS.md, "surrogate
  /// routing"). Nil when nobody is there.
  public func root(of key: NodeID) -> Member? {
    guard !members.isEmpty else { return nil }
    var range = members.indices
    for level in 0..<base.digits where range.count > 1 {
      let sample = members[range.lowerBound].node
      let wanted = base.digit(of: key, at: level)
      for step in 0..<base.count {
        let digit = (wanted + step) % base.count
        let part = self.range(sharing: level, of: sample, digit: digit)
        guard !part.isEmpty else { continue }
        range = part
        break
      }
    }
    return members[range.lowerBound]
  }

  private func lowerBound(_ value: UInt128) -> Int {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle].node.value < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
