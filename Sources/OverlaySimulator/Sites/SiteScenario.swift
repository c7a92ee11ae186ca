public import OverlayCore

/// Trouble between MIT and ArosNet, to watch the overlay cope with.
public enum SiteScenario: String, Hashable, Sendable, CaseIterable {
  /// The direct path dies again and again, for four seconds of every eight.
  case outage
  /// The direct path loses 30 %, the worst half-hour mean of the paper's figure 3.
  case loss
  /// A day of varied trouble in the time given: figures 3 and 4 in one.
  case sites

  /// The faults of a run that lasts `duration`; nothing strikes in its first `calm`.
  public func plan(duration: Interval, calm: Interval = .seconds(5)) -> FaultPlan {
    switch self {
    case .outage: Self.outages(from: .zero + calm, until: .zero + duration)
    case .loss: Self.loss(from: .zero + calm, until: .zero + duration)
    case .sites: Self.day(from: .zero + calm, until: .zero + duration)
    }
  }

  private static let direct = PathSelection.bothWays(Site.mit.rawValue, Site.arosNet.rawValue)

  private static func outages(from start: Instant, until end: Instant) -> FaultPlan {
    var events: [FaultEvent] = []
    var time = start
    // The last outage ends early enough for the run to show what comes after it.
    while time + .seconds(6) <= end {
      events.append(FaultEvent(time, .cut(direct)))
      events.append(FaultEvent(time + .seconds(4), .heal(direct)))
      time = time + .seconds(8)
    }
    return FaultPlan(events)
  }

  private static func loss(from start: Instant, until end: Instant) -> FaultPlan {
    FaultPlan([
      FaultEvent(start, .loss(direct, .independent(0.3))),
      FaultEvent(end, .heal(direct)),
    ])
  }

  /// Shares of the time between start and end, so that the same day fits any length.
  private static func day(from start: Instant, until end: Instant) -> FaultPlan {
    let mit = Site.mit.rawValue
    let utah = Site.utah.rawValue
    let arosNet = Site.arosNet.rawValue
    let internet2 = PathSelection.bothWays(mit, utah)
    let bursts = LossModel.bursty(
      GilbertElliott(meanGood: .milliseconds(700), meanBad: .milliseconds(300), lossInBad: 0.9))
    func at(_ share: Double, _ action: FaultAction) -> FaultEvent {
      FaultEvent(start + (end - start).scaled(by: share), action)
    }
    return FaultPlan([
      // Night: the provider's maintenance takes the direct path away.
      at(0.04, .cut(direct)), at(0.12, .heal(direct)),
      // Morning: congestion at the exchange, up to 30 % lost on the direct path.
      at(0.18, .loss(direct, .independent(0.1))), at(0.22, .loss(direct, .independent(0.3))),
      at(0.32, .heal(direct)),
      // Noon: one direction only, which routing protocols below do not even notice.
      at(0.36, .cut(.oneWay(arosNet, mit))), at(0.44, .heal(.oneWay(arosNet, mit))),
      // Afternoon: Internet2 fails, so that Utah is no way out; MediaOne is.
      at(0.48, .cut(internet2)), at(0.52, .loss(direct, bursts)), at(0.62, .heal(direct)),
      at(0.66, .heal(internet2)),
      // Evening: the route to ArosNet flaps, then takes a detour.
      at(0.70, .flap(direct, period: (end - start).scaled(by: 0.03), times: 4)),
      at(0.84, .delay(direct, .milliseconds(140))), at(0.94, .heal(direct)),
    ])
  }
}
