public import OverlayCore

/// A rule of the network's policy as its operator wrote it, with names of nodes and classes.
public struct PolicySettings: Hashable, Sendable {
  /// Which links, by the names of their ends.
  public enum Scope: Hashable, Sendable {
    case everywhere
    case between(String, String)
    case at(String)
    case through(String)
  }

  /// What the rule is called when it has forbidden something.
  public var name: String
  /// Whether traffic that the rule fits may pass.
  public var isAllowed: Bool
  /// The links that it is about.
  public var scope: Scope
  /// Where the traffic enters; empty for everywhere.
  public var sources: [String]
  /// Which traffic; empty for all.
  public var classes: [TrafficClass]
  /// When, in UTC; nil for the whole day.
  public var hours: HoursOfDay?
  /// On which days, a bit each from Monday on.
  public var weekdays: UInt8

  /// A rule with every field given.
  public init(
    name: String, isAllowed: Bool, scope: Scope, sources: [String] = [],
    classes: [TrafficClass] = [], hours: HoursOfDay? = nil, weekdays: UInt8 = 0x7f
  ) {
    self.name = name
    self.isAllowed = isAllowed
    self.scope = scope
    self.sources = sources
    self.classes = classes
    self.hours = hours
    self.weekdays = weekdays
  }

  /// The rule with nodes instead of names. A name that nobody here knows stands for nobody: whoever it
  /// is, no packet of theirs passes before this node has their credential.
  ///
  /// - Parameter node: Who bears a name.
  public func rule(_ node: (String) -> NodeID?) -> PolicyRule {
    func find(_ name: String) -> NodeID { node(name) ?? NodeID(0) }
    let resolved: PolicyRule.Scope =
      switch scope {
      case .everywhere: .everywhere
      case .between(let one, let other): .between(find(one), find(other))
      case .at(let name): .at(find(name))
      case .through(let name): .through(find(name))
      }
    let bits = classes.reduce(UInt32(0)) { $0 | PolicyRule.bit(of: $1) }
    return PolicyRule(
      isAllowed: isAllowed, scope: resolved, sources: sources.map(find),
      classes: classes.isEmpty ? ~0 : bits, hours: hours, weekdays: weekdays)
  }
}
