// How a class uses several paths at once: copies, stripes, or flows shared out.

extension Node {
  /// Chooses for packets of our own, by the rule of their class.
  mutating func select(
    _ route: borrowing Route, _ step: Step, _ rule: ClassRule, _ kind: PayloadKind,
    _ stamp: FlowTable.Stamp, flow: UInt64, now: Instant
  ) -> Hops? {
    switch rule.redundancy {
    case .parity(let stripes) where kind.isStriped:
      return selectStripes(route, step, stripes: Int(stripes), now: now)
    case .single where rule.spreads:
      if let hops = selectPinned(route, step, stamp, flow: flow, now: now) { return hops }
      return select(route, step, copies: false, now: now)
    case .single, .duplicate, .parity:
      return select(route, step, copies: rule.redundancy != .single, now: now)
    }
  }

  // MARK: - Stripes

  /// A path for each stripe and one for their parity; fewer stripes where fewer paths are up, two copies
  /// on two, and the rule for all classes when only one is.
  private mutating func selectStripes(
    _ route: borrowing Route, _ step: Step, stripes: Int, now: Instant
  ) -> Hops? {
    var hops = Hops(.none)
    var count = 0
    var bytes = UInt16.max
    for rank in 0..<route.count where count <= stripes {
      let candidate = route[rank]
      guard step.allows(candidate), candidate.isReachable else { continue }
      hops[count] = candidate.link
      bytes = min(bytes, candidate.datagramBytes)
      count += 1
    }
    guard count > 2 else { return select(route, step, copies: count == 2, now: now) }
    hops.stripes = UInt8(count - 1)
    hops.datagramBytesMax = bytes
    for index in 0..<count { use(hops[index], now: now) }
    return hops
  }

  // MARK: - Flows

  /// The path that the flow is pinned to, or a new one: that failed, or another is clearly better.
  private mutating func selectPinned(
    _ route: borrowing Route, _ step: Step, _ stamp: FlowTable.Stamp, flow: UInt64, now: Instant
  ) -> Hops? {
    guard let best = cheapest(route, step) else { return nil }
    let pinned = flows.pinned(stamp.place)
    for rank in 0..<route.count {
      let candidate = route[rank]
      guard candidate.link == pinned else { continue }
      guard candidate.isReachable, step.allows(candidate), candidate.tier == best.tier,
        candidate.cost <= best.cost * Self.leftAbove
      else { break }
      use(pinned, now: now)
      return Hops(pinned, carrying: candidate.datagramBytes)
    }
    let chosen = draw(route, step, best, flow: flow)
    counters.flowsPlaced += pinned == .none ? 1 : 0
    counters.flowsMoved += pinned == .none ? 0 : 1
    flows.pin(stamp.place, to: chosen.link)
    use(chosen.link, now: now)
    return Hops(chosen.link, carrying: chosen.datagramBytes)
  }

  /// Paths that cost up to so many times the best one's take new flows,
  private static let sharedBelow = 1.5
  /// and a flow leaves its path when that costs more than so many times the best one's. The room
  /// between the two is the hysteresis: no flow moves because measurements waver.
  private static let leftAbove = 2.5

  private func cheapest(_ route: borrowing Route, _ step: Step) -> Candidate? {
    var best: Candidate?
    for rank in 0..<route.count {
      let candidate = route[rank]
      guard step.allows(candidate), candidate.isReachable else { continue }
      guard let known = best else {
        best = candidate
        continue
      }
      if candidate.tier < known.tier
        || (candidate.tier == known.tier && candidate.cost < known.cost)
      {
        best = candidate
      }
    }
    return best
  }

  /// Draws a path for a flow, by weights that are the paths' costs inverted.
  ///
  /// Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and
  /// Schomaker 2005): the flow and a path give a number u in (0, 1], and the path with the least
  /// −ln(u)/weight has the flow. A flow that was forgotten and comes back finds its path again, and
  /// when weights change only the flows move that have to.
  private func draw(
    _ route: borrowing Route, _ step: Step, _ best: Candidate, flow: UInt64
  ) -> Candidate {
    var chosen = best
    var least = Double.infinity
    for rank in 0..<route.count {
      let candidate = route[rank]
      guard step.allows(candidate), candidate.isReachable, candidate.tier == best.tier,
        candidate.cost <= best.cost * Self.sharedBelow
      else { continue }
      let inverse = 1 / Self.fraction(of: flow, candidate.link)
      let score = PathMetric.naturalLogarithm(inverse) * max(candidate.cost, 1e-9)
      if score < least { (chosen, least) = (candidate, score) }
    }
    return chosen
  }

  /// SplitMix64's finalizer over a flow and a link, as a number in (0, 1].
  private static func fraction(of flow: UInt64, _ link: LinkID) -> Double {
    var mixed = flow ^ (UInt64(link.rawValue) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    mixed ^= mixed >> 31
    return Double((mixed >> 11) + 1) / Double(1 << 53)
  }
}
