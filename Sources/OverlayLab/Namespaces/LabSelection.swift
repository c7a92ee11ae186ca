/// Paths that somebody names: those between two ends, each a host or one of its uplinks.
public struct LabSelection: Codable, Hashable, Sendable {
  /// One end.
  public var from: String
  /// The other; nil stands for all other hosts.
  public var to: String?
  /// Whether the way back is meant as well.
  public var isBothWays: Bool

  /// The paths from one end to the other, and back unless told otherwise.
  public init(from: String, to: String?, isBothWays: Bool = true) {
    self.from = from
    self.to = to
    self.isBothWays = isBothWays
  }

  /// The ordered pairs of uplinks that are meant.
  ///
  /// - Throws: ``LabError`` when an end does not exist, or both are of one host.
  func directions(in layout: LabLayout) throws(LabError) -> [(from: Int, to: Int)] {
    let senders = try Self.uplinks(from, in: layout)
    let receivers = try to.map { (end) throws(LabError) in try Self.uplinks(end, in: layout) }
    let others = receivers ?? Array(layout.uplinks.indices)
    var pairs = layout.directions(from: senders, to: others)
    if isBothWays { pairs += layout.directions(from: others, to: senders) }
    guard !pairs.isEmpty else { throw .noPath(from, to ?? from) }
    return pairs
  }

  private static func uplinks(_ name: String, in layout: LabLayout) throws(LabError) -> [Int] {
    guard let found = layout.uplinks(named: name) else {
      throw .unknownHost(name, known: layout.names)
    }
    return found
  }
}
