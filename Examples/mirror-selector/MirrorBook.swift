import Selvedge

/// Chooses among mirrors by how long a download from each takes, in milliseconds. This is a metric that
/// only the application can measure; the network knows round trips, and a near mirror with a slow disk
/// has a good one.
///
/// The values are kept by the node (`report(metric:value:for:lifetime:)`), which shares them with the
/// others as link state. They are soft state: what nobody has renewed for its lifetime is unknown again,
/// and what is unknown is tried.
struct MirrorBook {
  /// How much the newest download weighs.
  private static let weight = 0.5
  /// How much better another mirror must be: differences below that are luck.
  private static let margin = 0.9

  private(set) var choice: NodeID?
  let mirrors: [NodeID]

  init(_ mirrors: [NodeID]) {
    self.mirrors = mirrors
  }

  /// What to report after a download, given what holds so far.
  static func smooth(_ milliseconds: Double, after before: Double?) -> Double {
    before.map { $0 + weight * (milliseconds - $0) } ?? milliseconds
  }

  /// The mirror to load from next: one that is not known, or else the best one, or the one chosen
  /// before if that is nearly as good.
  mutating func choose(by values: [NodeID: Double]) -> NodeID {
    if let unknown = mirrors.first(where: { values[$0] == nil }) { return unknown }
    let best = mirrors.min { values[$0, default: .infinity] < values[$1, default: .infinity] }
    guard let best else { preconditionFailure("no mirrors") }
    if let choice, let current = values[choice], let other = values[best],
      other > current * Self.margin
    {
      return choice
    }
    choice = best
    return best
  }
}
