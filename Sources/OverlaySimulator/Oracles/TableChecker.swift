public import OverlayCore

/// Holds routing tables against everyone who is there: a naive oracle that shares no code with the
/// protocol's own tables.
public struct TableChecker {
  private let membership: Membership
  private let width: Int
  private let distance: (Int, Int) -> Double
  /// What was found so far.
  public private(set) var findings = TableFindings()

  /// - Parameters:
  ///   - membership: Everyone who is there.
  ///   - width: Places in an entry, the primary's included.
  ///   - distance: From host to host, in any unit; infinite when there is no way.
  public init(
    membership: Membership, width: Int, distance: @escaping (Int, Int) -> Double
  ) {
    self.membership = membership
    self.width = width
    self.distance = distance
  }

  /// Looks at the table of the node on a host.
  ///
  /// - Parameter measuresLocality: Whether to compare distances, which looks at every pair.
  public mutating func check(
    _ node: NodeID, host: Int, entries: [TableEntry], measuresLocality: Bool
  ) {
    findings.tables += 1
    let base = membership.base
    var byPlace: [Int: [NodeID]] = [:]
    for entry in entries { byPlace[entry.level * base.count + entry.digit] = entry.nodes }
    for level in 0..<base.digits {
      let own = base.digit(of: node, at: level)
      for digit in 0..<base.count where digit != own {
        let held = byPlace[level * base.count + digit] ?? []
        let range = membership.range(sharing: level, of: node, digit: digit)
        check(held, of: node, level, digit, against: range)
        if measuresLocality, let primary = held.first, !range.isEmpty {
          compare(primary, host: host, range)
        }
      }
      // Nobody else shares this digit too: deeper levels are empty for everyone.
      if membership.range(sharing: level, of: node, digit: own).count <= 1 { break }
    }
  }

  private mutating func check(
    _ held: [NodeID], of node: NodeID, _ level: Int, _ digit: Int, against range: Range<Int>
  ) {
    var living = 0
    for (rank, other) in held.enumerated() {
      let fits =
        membership.base.sharedDigits(node, other) == level
        && membership.base.digit(of: other, at: level) == digit
      if !fits || held[..<rank].contains(other) {
        findings.misplaced += 1
        findings.note("\(node.short) holds \(other.short) wrongly at level \(level), \(digit)")
      } else if membership.contains(other) {
        living += 1
      } else {
        findings.dead += 1
        findings.note("\(node.short) holds \(other.short), which does not live")
      }
    }
    guard !range.isEmpty else { return }
    findings.fillable += 1
    if living == 0 {
      findings.holes += 1
      findings.note(
        "\(node.short) has nobody at level \(level), digit \(digit), where \(range.count) could be")
    }
    if living < min(width, range.count) { findings.thin += 1 }
  }

  private mutating func compare(_ primary: NodeID, host: Int, _ range: Range<Int>) {
    var nearest = Double.infinity
    var chosen = Double.infinity
    for place in range {
      let member = membership.members[place]
      let far = distance(host, member.host)
      nearest = min(nearest, far)
      if member.node == primary { chosen = far }
    }
    guard nearest.isFinite, chosen.isFinite, nearest > 0 else { return }
    findings.localityRatios.append(chosen / nearest)
  }
}
