/// The naive way to the best path: look at every relay.
///
/// It works on plain matrices of costs, lower is better and infinite is unusable, and knows
/// nothing of how the overlay keeps or shares its measurements.
public struct PathOracle: Sendable {
  private let count: Int
  private let cost: [Double]

  /// The costs of the direct links, by sender and receiver.
  public init(count: Int, cost: (_ from: Int, _ to: Int) -> Double) {
    self.count = count
    var table: [Double] = []
    table.reserveCapacity(count * count)
    for from in 0..<count {
      for to in 0..<count { table.append(from == to ? 0 : cost(from, to)) }
    }
    self.cost = table
  }

  /// The cost of the direct link.
  public func direct(from sender: Int, to receiver: Int) -> Double {
    cost[sender * count + receiver]
  }

  /// The cost of the way through `relay`; nil stands for the direct link.
  public func cost(from sender: Int, to receiver: Int, through relay: Int?) -> Double {
    guard let relay else { return direct(from: sender, to: receiver) }
    return direct(from: sender, to: relay) + direct(from: relay, to: receiver)
  }

  /// The best way of at most one relay; nil when there is none.
  public func best(from sender: Int, to receiver: Int) -> (relay: Int?, cost: Double)? {
    var best: (relay: Int?, cost: Double) = (nil, direct(from: sender, to: receiver))
    for relay in 0..<count where relay != sender && relay != receiver {
      let through = cost(from: sender, to: receiver, through: relay)
      if through < best.cost { best = (relay, through) }
    }
    return best.cost.isFinite ? best : nil
  }

  /// Whether a choice is as good as the best one, or worse by no more than the share
  /// `hysteresis` and the absolute `tolerance` allow.
  public func accepts(
    relay: Int?, from sender: Int, to receiver: Int, hysteresis: Double, tolerance: Double = 0
  ) -> Bool {
    guard let best = best(from: sender, to: receiver) else { return true }
    let chosen = cost(from: sender, to: receiver, through: relay)
    return chosen <= best.cost * (1 + hysteresis) + tolerance
  }
}
