import OverlayCore

/// The words of one line, taken from the front.
struct FaultWords {
  private var words: ArraySlice<Substring>

  init(_ line: Substring) { words = line.split(separator: " ")[...] }

  var isEmpty: Bool { words.isEmpty }

  mutating func word() -> Substring? { words.popFirst() }

  mutating func host() -> Int? {
    guard let word = word(), let host = Int(word), host >= 0, host < NetworkModel.hostsMax else {
      return nil
    }
    return host
  }

  mutating func interval() -> Interval? {
    word().flatMap { SecondsNotation.parse($0) }.map(Interval.init(nanoseconds:))
  }

  mutating func probability() -> Double? {
    guard let word = word(), let value = Double(word), 0...1 ~= value else { return nil }
    return value
  }

  mutating func path() -> PathSelection? {
    guard let first = host(), let arrow = word(), let second = host(), first != second else {
      return nil
    }
    switch arrow {
    case "->": return .oneWay(first, second)
    case "<->": return .bothWays(first, second)
    default: return nil
    }
  }

  mutating func loss() -> LossModel? {
    guard words.first == "bursty" else {
      return probability().map { $0 == 0 ? .none : .independent($0) }
    }
    _ = word()
    guard let good = interval(), let bad = interval(), let inGood = probability(),
      let inBad = probability()
    else { return nil }
    return .bursty(
      GilbertElliott(meanGood: good, meanBad: bad, lossInGood: inGood, lossInBad: inBad))
  }

  mutating func hosts() -> [Int]? {
    var hosts: [Int] = []
    while !isEmpty {
      guard let host = host() else { return nil }
      hosts.append(host)
    }
    return hosts
  }

  mutating func times() -> Int? {
    guard let word = word(), let times = Int(word), 1...10_000 ~= times else { return nil }
    return times
  }
}
