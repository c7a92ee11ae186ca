import OverlayCore

/// Words for hours, days, shares and times in config.yaml.
enum TrafficWords {
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Reads `08:00-18:00`; nil when it is anything else.
  static func hours(_ text: String) -> HoursOfDay? {
    let ends = text.split(separator: "-").map(minute)
    guard ends.count == 2, let from = ends[0], let to = ends[1], from != to, from < 1_440 else {
      return nil
    }
    return HoursOfDay(from: from, to: to)
  }

  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], 0...24 ~= hour,
      0...59 ~= minute, hour * 60 + minute <= 1_440
    else { return nil }
    return hour * 60 + minute
  }

  /// `08:00-18:00`.
  static func words(_ hours: HoursOfDay) -> String {
    [hours.from, hours.to].map { minute in
      [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }.joined(separator: "-")
  }

  /// Reads `mon-fri` or `sat`; nil when it is anything else.
  static func days(_ text: String) -> UInt8? {
    let ends = text.split(separator: "-").map { days.firstIndex(of: String($0)) }
    guard 1...2 ~= ends.count, let first = ends[0], let last = ends[ends.count - 1] else {
      return nil
    }
    var bits: UInt8 = 0
    var day = first
    while true {
      bits |= 1 << UInt8(day)
      if day == last { return bits }
      day = (day + 1) % 7
    }
  }

  /// The days' words, such as `mon-fri`, when they follow each other; as ``days(_:)`` reads them.
  static func range(_ weekdays: UInt8) -> String {
    for first in days.indices {
      for last in days.indices {
        let text = first == last ? days[first] : "\(days[first])-\(days[last])"
        if Self.days(text) == weekdays { return text }
      }
    }
    return "mon-sun"
  }

  /// Reads `150ms` or `2s`; nil when it is anything else.
  static func time(_ text: String) -> Interval? {
    let isMilliseconds = text.hasSuffix("ms")
    let digits = text.dropLast(isMilliseconds ? 2 : 1)
    guard isMilliseconds || text.hasSuffix("s"), let count = UInt64(digits), 1...600_000 ~= count
    else { return nil }
    return isMilliseconds ? .milliseconds(count) : .seconds(min(count, 600))
  }

  /// Reads `2%`; nil when it is anything else. A share, 0...1.
  static func share(_ text: String) -> Double? {
    let trimmed = text.filter { $0 != " " }
    guard trimmed.hasSuffix("%"), let percent = Double(trimmed.dropLast()), 0...100 ~= percent
    else { return nil }
    return percent / 100
  }

  /// Reads `none`, `duplicate` or `parity 2`; nil when it is anything else.
  static func redundancy(_ text: String) -> Redundancy? {
    let words = text.split(separator: " ")
    switch words.first {
    case "none" where words.count == 1: return .single
    case "duplicate" where words.count == 1: return .duplicate
    case "parity" where words.count <= 2:
      guard let stripes = words.count == 2 ? UInt8(words[1]) : 2,
        2...Redundancy.stripesMax ~= stripes
      else { return nil }
      return .parity(stripes: stripes)
    default: return nil
    }
  }

  /// The words for what ``redundancy(_:)`` reads.
  static func words(_ redundancy: Redundancy) -> String {
    switch redundancy {
    case .single: "none"
    case .duplicate: "duplicate"
    case .parity(let stripes): "parity \(stripes)"
    }
  }
}
