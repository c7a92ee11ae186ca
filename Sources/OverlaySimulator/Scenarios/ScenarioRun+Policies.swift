import OverlayCore

// Policies drawn by the seed, kept while links fail: a checker of its own watches every link.

extension ScenarioRun {
  private static let hosts = 6
  private static let sending = Interval.milliseconds(20)

  /// Whom a pair of hosts is denied to.
  private struct Denial: Sendable {
    var pair: [Int]
    /// -1 for all.
    var source: Int
    /// nil for all.
    var trafficClass: TrafficClass?
  }

  /// Each run: a policy, twenty seconds of packets between all pairs, and links that fail and heal.
  ///
  /// - `crossings`: packets that took a link forbidden to them;
  /// - `policy-drops`: packets that came to nothing since the policy forbade every way left;
  /// - `delivered`: the share of packets that arrived where some allowed way was up all the time.
  mutating func measurePolicies(runs: Int) {
    var (sent, delivered, dropped, crossings) = (0, 0, 0, 0)
    for _ in 0..<runs {
      let denials = drawDenials()
      var network = smallMesh(Self.hosts) { node, identities in
        node.policy = PolicyTable(denials.map { Self.rule($0, identities) })
      }
      let identities = (0..<Self.hosts).map { network.identity(of: $0) }
      network.mayNotCross = { header, from, to in
        denials.contains { Self.fits($0, header, from, to, identities) }
      }
      network.advance(by: .seconds(10))
      fail(&network)
      let outcomes = network.takeOutcomes()
      sent += outcomes.count
      delivered += outcomes.count { $0.isDelivered }
      dropped += outcomes.count { $0.drop == .policy }
      crossings += network.violations.count { $0.promise == .noCrossing }
      close(network)
    }
    note("runs", Double(runs))
    note("packets", Double(sent))
    note("crossings", Double(crossings))
    note("policy-drops", Double(dropped))
    note("delivered", Double(delivered) / Double(max(sent, 1)))
  }

  private mutating func fail(_ network: inout ScaleSimulation) {
    let end = network.now + .seconds(20)
    var flow: UInt64 = 0
    while network.now < end {
      let first = Int(random.next() % UInt64(Self.hosts))
      let second = Int(random.next() % UInt64(Self.hosts))
      if first != second, random.chance(0.05) {
        network.setCut(random.chance(0.5), between: first, second)
      }
      if first != second {
        flow += 1
        network.send(
          from: first, to: second, trafficClass: random.chance(0.5) ? .balanced : .latency,
          flow: flow)
      }
      network.advance(by: Self.sending)
    }
    network.advance(by: .seconds(1))
  }

  private mutating func drawDenials() -> [Denial] {
    var denials: [Denial] = []
    for first in 0..<Self.hosts {
      for second in 0..<first where random.chance(0.35) {
        let source = random.chance(0.5) ? -1 : Int(random.next() % UInt64(Self.hosts))
        denials.append(
          Denial(
            pair: [second, first], source: source,
            trafficClass: random.chance(0.5) ? nil : .balanced))
      }
    }
    return denials
  }

  private static func rule(_ denial: Denial, _ identities: [NodeID]) -> PolicyRule {
    PolicyRule(
      isAllowed: false,
      scope: .between(identities[denial.pair[0]], identities[denial.pair[1]]),
      sources: denial.source < 0 ? [] : [identities[denial.source]],
      classes: denial.trafficClass.map(PolicyRule.bit) ?? ~0)
  }

  private static func fits(
    _ denial: Denial, _ header: PacketHeader, _ from: Int, _ to: Int, _ identities: [NodeID]
  ) -> Bool {
    denial.pair == [min(from, to), max(from, to)]
      && (denial.source < 0 || identities[denial.source] == header.source)
      && (denial.trafficClass == nil || denial.trafficClass == header.trafficClass)
  }
}
