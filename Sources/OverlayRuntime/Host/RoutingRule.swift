internal import CLinuxNet

/// A routing rule, as far as ours differ from others' (ip-rule(8)).
struct RoutingRule: Hashable {
  /// What becomes of a packet that the rule is about.
  enum Action: Hashable {
    /// It takes a route of this table, if there is one.
    case lookUp(table: UInt32)
    /// It goes nowhere.
    case unreachable
    /// Something that none of ours does.
    case other(UInt8)
  }

  /// Its place among the rules.
  var priority: UInt32
  /// What it does.
  var action: Action
  /// When it is not 0, the rule is about packets with this mark, or with `isInverted` about all others.
  var mark: UInt32 = 0
  var isInverted = false
  /// Routes whose prefixes are of this length or shorter do not count; -1: all do.
  var suppressedLength: Int32 = -1
  /// Whether it asks for addresses or interfaces as well, which none of ours does.
  var isNarrowed = false

  /// What `ip rule add` wants to know.
  var arguments: [String] {
    var words = ["pref", "\(priority)"]
    if isInverted { words.append("not") }
    if mark != 0 { words += ["fwmark", "\(mark)"] }
    switch action {
    case .lookUp(let table): words += ["table", "\(table)"]
    case .unreachable, .other: words.append("unreachable")
    }
    if suppressedLength >= 0 { words += ["suppress_prefixlength", "\(suppressedLength)"] }
    return words
  }
}

extension RoutingRule {
  /// A rule that the kernel has listed.
  init(_ rule: clinuxnet_rule) {
    let action: Action =
      switch rule.action {
      case 1: .lookUp(table: rule.table)
      case 7: .unreachable
      default: .other(rule.action)
      }
    self.init(
      priority: rule.priority, action: action, mark: rule.mark, isInverted: rule.is_inverted != 0,
      suppressedLength: rule.suppressed_length, isNarrowed: rule.is_narrowed != 0)
  }
}
