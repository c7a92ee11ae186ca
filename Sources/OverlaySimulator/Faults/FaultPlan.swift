import OverlayCore

/// Everything that goes wrong during a run, in order of time.
///
/// A plan is data and not code: it prints as text, one event a line, and the text reads back as
/// the same plan, so that a run that failed can be cut down by hand to the lines that matter.
public struct FaultPlan: Hashable, Sendable {
  /// The events, earliest first; those of one instant in the order they were given.
  public private(set) var events: [FaultEvent]

  /// A plan of these events, in any order.
  public init(_ events: [FaultEvent] = []) {
    self.events = events.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }

  /// The plan with flapping written out as the cuts and heals it consists of.
  public var timeline: [FaultEvent] {
    var plain: [FaultEvent] = []
    for event in events {
      guard case .flap(let path, let period, let times) = event.action else {
        plain.append(event)
        continue
      }
      let half = period.scaled(by: 0.5)
      for turn in 0..<times {
        let start = event.time + period * UInt64(turn)
        plain.append(FaultEvent(start, .cut(path)))
        plain.append(FaultEvent(start + half, .heal(path)))
      }
    }
    return FaultPlan(plain).events
  }

  /// This plan and another at once.
  public func merged(with other: FaultPlan) -> FaultPlan {
    FaultPlan(events + other.events)
  }
}
