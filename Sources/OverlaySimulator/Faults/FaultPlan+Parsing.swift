import OverlayCore

extension FaultPlan {
  /// Reads what ``description`` prints. Empty lines and what follows a `#` are passed over.
  public init(parsing text: String) throws(FaultPlanError) {
    var events: [FaultEvent] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let code = line.prefix { $0 != "#" }
      var words = FaultWords(code)
      if words.isEmpty { continue }
      guard let event = FaultEvent(&words), words.isEmpty else {
        throw FaultPlanError(line: index + 1, text: String(code))
      }
      events.append(event)
    }
    self.init(events)
  }
}

extension FaultEvent {
  fileprivate init?(_ words: inout FaultWords) {
    guard let time = words.interval(), let action = FaultAction(&words) else { return nil }
    self.init(.zero + time, action)
  }
}

extension FaultAction {
  fileprivate init?(_ words: inout FaultWords) {
    guard let verb = words.word(), let action = FaultAction.parse(String(verb), &words) else {
      return nil
    }
    self = action
  }

  private static func parse(_ verb: String, _ words: inout FaultWords) -> FaultAction? {
    switch verb {
    case "cut": words.path().map(FaultAction.cut)
    case "heal": words.path().map(FaultAction.heal)
    case "loss": both(words.path(), words.loss()).map { .loss($0, $1) }
    case "delay": both(words.path(), words.interval()).map { .delay($0, $1) }
    case "flap":
      both(words.path(), both(words.interval(), words.times()))
        .map { .flap($0, period: $1.0, times: $1.1) }
    case "partition": words.hosts().map(FaultAction.partition)
    case "unite": .unite
    case "access": both(words.host(), words.loss()).map { .access($0, $1) }
    case "crash": words.host().map(FaultAction.crash)
    case "restart": words.host().map(FaultAction.restart)
    case "join": words.host().map(FaultAction.join)
    case "leave": words.host().map(FaultAction.leave)
    case "readdress": words.host().map(FaultAction.readdress)
    default: nil
    }
  }

  private static func both<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
  }
}
