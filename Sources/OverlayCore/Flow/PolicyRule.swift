/// One line of a network's policy: which traffic may, or may not, use which links (RON, section 3.2:
/// "policy-based routing … by the type of traffic", not by destination alone).
public struct PolicyRule: Hashable, Sendable {
  /// Which links between members a rule is about.
  public enum Scope: Hashable, Sendable {
    /// Every link.
    case everywhere
    /// The links between two nodes, in either direction.
    case between(NodeID, NodeID)
    /// All links of one node.
    case at(NodeID)
    /// The way through one node as a relay, but not traffic of its own or for it.
    case through(NodeID)
  }

  /// Whether traffic that the rule fits may pass.
  public var isAllowed: Bool
  /// The links that it is about.
  public var scope: Scope
  /// The nodes where the traffic enters; empty for all.
  public var sources: [NodeID]
  /// A bit for each class's number; ~0 for all.
  public var classes: UInt32
  /// When it holds; nil for the whole day.
  public var hours: HoursOfDay?
  /// On which days it holds, a bit each from Monday on; of hours over midnight, the days on which they
  /// begin.
  public var weekdays: UInt8

  /// A rule; what is not given fits everything.
  public init(
    isAllowed: Bool, scope: Scope, sources: [NodeID] = [], classes: UInt32 = ~0,
    hours: HoursOfDay? = nil, weekdays: UInt8 = 0x7f
  ) {
    self.isAllowed = isAllowed
    self.scope = scope
    self.sources = sources
    self.classes = classes
    self.hours = hours
    self.weekdays = weekdays
  }

  /// The bit of a class in ``classes``.
  public static func bit(of trafficClass: TrafficClass) -> UInt32 { 1 << trafficClass.rawValue }

  /// Whether the rule speaks of a packet's next link.
  func fits(_ passage: PolicyTable.Passage, minuteOfWeek: Int) -> Bool {
    guard classes & Self.bit(of: passage.trafficClass) != 0, holds(at: minuteOfWeek),
      sources.isEmpty || sources.contains(passage.source)
    else { return false }
    switch scope {
    case .everywhere: return true
    case .between(let one, let other):
      return (passage.from == one && passage.to == other)
        || (passage.from == other && passage.to == one)
    case .at(let node): return passage.from == node || passage.to == node
    case .through(let node):
      return node != passage.source && node != passage.destination
        && (passage.from == node || passage.to == node)
    }
  }

  /// Whether the rule holds at a minute, counted from Monday midnight UTC.
  func holds(at minuteOfWeek: Int) -> Bool {
    let (day, minute) = (minuteOfWeek / 1_440, minuteOfWeek % 1_440)
    guard let hours else { return isOn(day) }
    if hours.from <= hours.to { return isOn(day) && minute >= hours.from && minute < hours.to }
    return minute >= hours.from ? isOn(day) : minute < hours.to && isOn((day + 6) % 7)
  }

  private func isOn(_ day: Int) -> Bool { weekdays >> UInt8(day) & 1 == 1 }
}
