public import OverlayCore

extension NetworkModel {
  /// A mesh like one spread over a continent: hosts on a plane, delay by distance with a detour.
  ///
  /// One-way delays lie between 1 ms and about 80 ms. Each direction has its own detour factor in
  /// `1..<1.8`, so that pairs are asymmetric, and at thirty hosts 44 % of all pairs have a relay
  /// that is quicker than the direct path.
  public static func scattered(
    hostCount: Int, seed: UInt64, loss: Double = 0, jitter: Interval = .microseconds(500)
  ) -> NetworkModel {
    var random = SeededRandom(seed: seed)
    let places = (0..<hostCount).map { _ in (x: random.fraction(), y: random.fraction()) }
    return NetworkModel(hostCount: hostCount, seed: random.next()) { from, to in
      let x = places[from].x - places[to].x
      let y = places[from].y - places[to].y
      let distance = (x * x + y * y).squareRoot()
      let detour = 1 + 0.8 * random.fraction()
      return PathModel(
        delay: .microseconds(1_000) + Interval.milliseconds(31).scaled(by: distance * detour),
        jitter: jitter, loss: loss > 0 ? .independent(loss) : .none)
    }
  }
}
