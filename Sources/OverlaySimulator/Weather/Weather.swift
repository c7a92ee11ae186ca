import OverlayCore

/// The spells that come and go while a scenario runs.
///
/// Each second a spell begins or ends with the chance that makes its mean length right: lengths are
/// geometric, which is what exponential ones are in steps of a second.
struct Weather {
  private struct Front {
    let rule: WeatherRule
    var random: SeededRandom
    var isBad = false
    var loss = 0.0
  }

  private struct Calm {
    let from: Int
    let to: Int
    let loss: LossModel
  }

  private var fronts: [Front] = []
  /// The paths that rules concern, as they are without any.
  private var calms: [Calm] = []
  private var updated = Instant.zero

  /// Begins with calm on the rule's path.
  mutating func add(_ rule: WeatherRule, seed: UInt64, to underlay: Underlay, at now: Instant) {
    if fronts.isEmpty { updated = now }
    fronts.append(Front(rule: rule, random: SeededRandom(seed: seed)))
    rule.path.forEachDirection { from, to in
      guard !calms.contains(where: { $0.from == from && $0.to == to }) else { return }
      calms.append(Calm(from: from, to: to, loss: underlay.loss(from: from, to: to)))
    }
  }

  /// Draws what happens in each second that has passed.
  mutating func advance(to now: Instant, changing underlay: inout Underlay) {
    while !fronts.isEmpty, updated + .seconds(1) <= now {
      updated = updated + .seconds(1)
      for index in fronts.indices where turns(index) { apply(fronts[index].rule, to: &underlay) }
    }
  }

  private mutating func turns(_ index: Int) -> Bool {
    let rule = fronts[index].rule
    let length = fronts[index].isBad ? rule.spell : rule.calm
    guard fronts[index].random.chance(1 / length.inSeconds) else { return false }
    fronts[index].isBad.toggle()
    fronts[index].loss =
      fronts[index].isBad ? rule.lossMax * (0.2 + 0.8 * fronts[index].random.fraction()) : 0
    return true
  }

  /// Makes the rule's path what all rules together say that it is now; of two delays the later
  /// rule's holds.
  private func apply(_ rule: WeatherRule, to underlay: inout Underlay) {
    rule.path.forEachDirection { from, to in
      guard let calm = calms.first(where: { $0.from == from && $0.to == to }) else { return }
      underlay.heal(from: from, to: to)
      var kept = 1 - calm.loss.mean
      var isBad = false
      for front in fronts where front.isBad && front.rule.path.covers(from, to) {
        isBad = true
        kept *= 1 - front.loss
        if let delay = front.rule.delay { underlay.setDelay(delay, from: from, to: to) }
      }
      let loss = isBad ? LossModel.independent(1 - kept) : calm.loss
      if loss != .none { underlay.setLoss(loss, from: from, to: to) }
    }
  }
}
