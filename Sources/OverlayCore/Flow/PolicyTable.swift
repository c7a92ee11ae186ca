/// A network's policy: the first rule that fits a packet and the link that it is to take decides;
/// what no rule fits is allowed.
///
/// All nodes hold the same rules. A source looks for paths on which every link is allowed, and every
/// node that a packet passes asks again, for the link it came over and the one it leaves on: a source
/// that does not keep to the policy gets nothing through.
public struct PolicyTable: Hashable, Sendable {
  /// A packet about to take a link.
  struct Passage {
    /// Where it entered the overlay, and where it is for.
    var source: NodeID
    var destination: NodeID
    var trafficClass: TrafficClass
    /// The link's ends, in the direction of the packet.
    var from: NodeID
    var to: NodeID
  }

  /// In the order in which they are asked.
  public let rules: [PolicyRule]
  private static let week = Interval.seconds(7 * 86_400)

  /// How long before ``Instant/zero`` the week had begun, on Monday midnight UTC.
  private var weekAtZero = Interval.zero

  /// No rules: everything is allowed.
  public static let none = PolicyTable([])

  /// Rules in the order in which they are asked, at most ``Limits/policyRulesMax``.
  public init(_ rules: [PolicyRule]) {
    precondition(rules.count <= Limits.policyRulesMax)
    self.rules = rules
  }

  /// Says what time it is, in seconds since 1970 in UTC. Without it, ``Instant/zero`` was a Monday's
  /// midnight.
  public mutating func setTime(_ unixSeconds: UInt64, at now: Instant) {
    // The first of January 1970 was a Thursday.
    let sinceMonday = (unixSeconds + 3 * 86_400) % (7 * 86_400) * 1_000_000_000
    let elapsed = now.nanoseconds % Self.week.nanoseconds
    weekAtZero = Interval(
      nanoseconds: (sinceMonday + Self.week.nanoseconds - elapsed) % Self.week.nanoseconds)
  }

  @inline(__always)
  var isEmpty: Bool { rules.isEmpty }

  /// Whether any rule depends on the hour.
  var isTimed: Bool { rules.contains { $0.hours != nil || $0.weekdays & 0x7f != 0x7f } }

  /// The number of the rule that forbids a passage; nil when it is allowed.
  func refusal(of passage: Passage, now: Instant) -> Int? {
    let minute = minuteOfWeek(at: now)
    for index in rules.indices where rules[index].fits(passage, minuteOfWeek: minute) {
      return rules[index].isAllowed ? nil : index
    }
    return nil
  }

  /// The minute of the week, 0..<10,080.
  func minuteOfWeek(at now: Instant) -> Int {
    let elapsed = now.nanoseconds % Self.week.nanoseconds + weekAtZero.nanoseconds
    return Int(elapsed % Self.week.nanoseconds / 60_000_000_000)
  }
}
