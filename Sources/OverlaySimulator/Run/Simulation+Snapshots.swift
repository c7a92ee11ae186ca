public import OverlayCore
public import OverlaySecurity

/// What an observer may ask of a simulation between two advances.
extension Simulation {
  /// What the host's node knows; nil while the host does not run.
  public func snapshot(of host: Int) -> NodeSnapshot? {
    hosts[host].running?.node.snapshot(now: now)
  }

  /// Host numbers by node.
  public var hostNumbers: [NodeID: Int] {
    Dictionary(uniqueKeysWithValues: hosts.map { ($0.node, $0.index) })
  }

  /// The network below as it is now.
  public var currentNetwork: NetworkModel { network }

  /// Delays one way in milliseconds, as the mean of both directions: the truth.
  public func trueLatencies() -> PathOracle {
    PathOracle(count: hosts.count) { from, to in
      guard self.network.reaches(from: from, to: to), self.network.reaches(from: to, to: from),
        self.hosts[from].running != nil, self.hosts[to].running != nil
      else { return .infinity }
      let there = self.network.path(from: from, to: to)
      let back = self.network.path(from: to, to: from)
      return (there.delay + back.delay + (there.jitter + back.jitter).scaled(by: 0.5))
        .inMilliseconds / 2
    }
  }

  /// Delays one way in milliseconds as the nodes have measured them, infinite for links that
  /// either end does not consider up.
  public func measuredLatencies() -> PathOracle {
    let numbers = hostNumbers
    var table = Array(repeating: Double.infinity, count: hosts.count * hosts.count)
    for host in hosts {
      guard let snapshot = snapshot(of: host.index) else { continue }
      for link in snapshot.links where link.report.quality.state == .up {
        guard let neighbour = numbers[link.report.neighbour] else { continue }
        let place = host.index * hosts.count + neighbour
        table[place] = min(table[place], link.report.quality.roundTrip.inMilliseconds / 2)
      }
    }
    return PathOracle(count: hosts.count) { from, to in
      let there = table[from * self.hosts.count + to]
      let back = table[to * self.hosts.count + from]
      return there.isFinite && back.isFinite ? there : .infinity
    }
  }

  /// Every node's choices that `oracle` does not accept.
  public func pathViolations(against oracle: PathOracle) -> [Violation] {
    let checker = PathChoiceChecker(hosts: hostNumbers)
    return hosts.indices.flatMap { host in
      snapshot(of: host).map { checker.check($0, against: oracle) } ?? []
    }
  }
}
