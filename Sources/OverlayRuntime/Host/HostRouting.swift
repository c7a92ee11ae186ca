internal import OverlayCore
internal import OverlaySecurity

/// The routing table of our own and the rules that lead there.
///
/// The first rule asks the main table for all but its default routes: what the host knows better than
/// by its default route stays its own. The second asks our table, for everything but datagrams of the
/// network below. Where nothing may leave but through an exit, our table ends with an unreachable default
/// route, which stays when the network device goes and its routes with it; and a third rule, behind the
/// second, refuses what the table does not know, should somebody empty it.
struct HostRouting: Codable, Hashable, Sendable {
  /// The number of the table.
  var table: Int
  /// The priority of the first rule; the others follow.
  var rule: Int
  /// Which start of the kernel it was made under; with the next one it is gone.
  var boot: String?
  /// Whether packets that no exit takes go nowhere, after the end of the daemon as well.
  var isClosed: Bool?

  /// Datagrams of the network below carry it, so that they never take the overlay's own routes.
  static let mark: UInt32 = 0x7272
  private static let tableBase = 7_272_000
  private static let ruleBase = 31_000
  /// As many of three stay below 32,500, where the kernel puts rules that nobody gave a place.
  private static let placesMax = 500
  /// Plus a place, a number that no network device reaches.
  private static let indexOfNone = 500 * 500_000
  /// A worse one than that of any other route.
  private static let lastMetric = 4_278_198_272

  /// A table for a network device of this number.
  init(device index: Int, isClosed: Bool) {
    table = Self.tableBase + index
    rule = Self.ruleBase + 3 * (index % Self.placesMax)
    boot = KernelSetting.currentBoot
    self.isClosed = isClosed ? true : nil
  }

  /// Whether the numbers are such as ``init(device:isClosed:)`` gives: what a file says may lead nowhere
  /// else.
  var isGenuine: Bool {
    let index = table - Self.tableBase
    // Of two rules each, as earlier versions made them.
    let earlier = Self.ruleBase + 2 * (index % 800)
    return 1...0x0fff_ffff ~= index
      && (rule == Self.ruleBase + 3 * (index % Self.placesMax) || rule == earlier)
  }

  /// The rules of a daemon that is gone, told by one of them; nil when the rule is none of ours.
  ///
  /// The rule that leads to a table names it. Where that one is gone, a priority tells only the remainder
  /// of the device's number; one that no device has stands in for it, since no rule leads to the table.
  init?(leftBy rule: RoutingRule, among others: [RoutingRule]) {
    let place = (Int(rule.priority) - Self.ruleBase) / 3
    guard Self.prioritiesOfAll.contains(rule.priority) else { return nil }
    let first = Self.ruleBase + 3 * place
    let inSet = others.filter { UInt32(first)...UInt32(first + 2) ~= $0.priority }
    let tables = inSet.compactMap { other -> Int? in
      guard other.priority == UInt32(first + 1), case .lookUp(let table) = other.action else {
        return nil
      }
      return Int(table)
    }
    let number = tables.first ?? Self.tableBase + Self.indexOfNone + place
    self.init(device: number - Self.tableBase, isClosed: true)
    // Others have rules like the first; the mark is ours.
    guard isGenuine, self.rule == first, rules.contains(rule),
      inSet.contains(where: { $0.mark == Self.mark })
    else { return nil }
    isClosed = inSet.contains { $0.action == .unreachable } ? true : nil
  }

  /// The number of the network device that it was made for.
  var deviceIndex: Int { table - Self.tableBase }

  // MARK: Rules

  /// The priorities that rules of any daemon can have.
  static var prioritiesOfAll: ClosedRange<UInt32> {
    UInt32(ruleBase)...UInt32(ruleBase + 3 * placesMax - 1)
  }

  /// The priorities of the rules.
  var priorities: ClosedRange<UInt32> { UInt32(rule)...UInt32(rule + 2) }

  /// The rules that there are to be.
  var rules: [RoutingRule] {
    let first = UInt32(rule)
    var rules = [
      RoutingRule(
        priority: first, action: .lookUp(table: KernelTables.mainTable), suppressedLength: 0),
      RoutingRule(
        priority: first + 1, action: .lookUp(table: UInt32(table)), mark: Self.mark,
        isInverted: true),
    ]
    if isClosed == true {
      rules.append(
        RoutingRule(
          priority: first + 2, action: .unreachable, mark: Self.mark, isInverted: true))
    }
    return rules
  }

  /// Puts the rules of a family in place, given those that stand there.
  func mend(
    _ family: UnderlayAddress.Family, found: [RoutingRule]
  ) throws(HostToolError) {
    let option = Self.option(family)
    for priority in priorities {
      let wanted = rules.filter { $0.priority == priority }
      let present = found.filter { $0.priority == priority }
      guard wanted != present else { continue }
      for _ in present {
        try HostTool.ip.run([option, "rule", "del", "pref", "\(priority)"])
      }
      for rule in wanted { try HostTool.ip.run([option, "rule", "add"] + rule.arguments) }
    }
  }

  // MARK: Routes

  /// The unreachable default route of a family.
  func close(_ family: UnderlayAddress.Family) throws(HostToolError) {
    try HostTool.ip.run([
      Self.option(family), "route", "replace", "unreachable", "default", "metric",
      "\(Self.lastMetric)", "table", "\(table)",
    ])
  }

  /// Adds or takes away the route of a prefix into a network device.
  func route(
    _ action: String, _ prefix: AddressPrefix, into device: String
  ) throws(HostToolError) {
    try HostTool.ip.run([
      Self.option(prefix.family), "route", action, prefix.description, "dev", device, "table",
      "\(table)",
    ])
  }

  // MARK: The end

  /// For people.
  var words: String { "routing rules \(priorities.lowerBound) to \(priorities.upperBound)" }

  /// Takes rules and routes away; why that could not be done.
  @discardableResult
  func takeBack() -> HostToolError? {
    guard HostTool.ip.path != nil else { return .missing(tool: HostTool.ip.rawValue) }
    for option in ["-4", "-6"] {
      // The refusing one first: what is left leads on.
      for priority in priorities.reversed() {
        _ = try? HostTool.ip.run([option, "rule", "del", "pref", "\(priority)"])
      }
      _ = try? HostTool.ip.run([option, "route", "flush", "table", "\(table)"])
    }
    return nil
  }

  private static func option(_ family: UnderlayAddress.Family) -> String {
    family == .ipv4 ? "-4" : "-6"
  }
}
