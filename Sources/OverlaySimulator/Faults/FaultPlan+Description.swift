import OverlayCore

extension FaultPlan: CustomStringConvertible {
  /// The plan as text, one event a line; ``init(parsing:)`` reads it back.
  public var description: String {
    events.map(\.description).joined(separator: "\n")
  }
}

extension FaultEvent: CustomStringConvertible {
  /// The time in seconds and the action, such as `12.500 cut 3 <-> 7`.
  public var description: String {
    "\(SecondsNotation.print(time.nanoseconds)) \(action)"
  }
}

extension PathSelection: CustomStringConvertible {
  /// `3 -> 7`, or `3 <-> 7` for both ways.
  public var description: String { "\(first) \(isBothWays ? "<->" : "->") \(second)" }
}

extension FaultAction: CustomStringConvertible {
  /// The action as a line of a plan has it.
  public var description: String {
    switch self {
    case .cut(let path): "cut \(path)"
    case .heal(let path): "heal \(path)"
    case .loss(let path, let loss): "loss \(path) \(loss.notation)"
    case .delay(let path, let delay): "delay \(path) \(SecondsNotation.print(delay.nanoseconds))"
    case .flap(let path, let period, let times):
      "flap \(path) \(SecondsNotation.print(period.nanoseconds)) \(times)"
    case .partition(let hosts): "partition \(hosts.map(String.init).joined(separator: " "))"
    case .unite: "unite"
    case .access(let host, let loss): "access \(host) \(loss.notation)"
    case .crash(let host): "crash \(host)"
    case .restart(let host): "restart \(host)"
    case .join(let host): "join \(host)"
    case .leave(let host): "leave \(host)"
    case .readdress(let host): "readdress \(host)"
    }
  }
}

extension LossModel {
  /// `0.3` for independent loss; `bursty`, mean good and bad spell in seconds, loss in each.
  fileprivate var notation: String {
    switch self {
    case .none: "0.0"
    case .independent(let probability): "\(probability)"
    case .bursty(let bursts):
      "bursty \(SecondsNotation.print(bursts.meanGood.nanoseconds)) "
        + "\(SecondsNotation.print(bursts.meanBad.nanoseconds)) "
        + "\(bursts.lossInGood) \(bursts.lossInBad)"
    }
  }
}
