public import OverlaySimulator
internal import OverlayCore

/// What can be said about one direction of a path, in scenario files and on the command line.
public enum PathSetting: String, Hashable, Sendable, CaseIterable {
  /// Time under way.
  case delay
  /// The most that is added to it.
  case jitter
  /// The share that is lost.
  case loss
  /// How long a spell of loss lasts, when losses come in spells.
  case burst
  /// The share that arrives twice.
  case duplicate
  /// The share that is held back and overtaken.
  case reorder
  /// How long that is held back.
  case reorderDelay = "reorder-delay"
  /// The bottleneck's rate.
  case rate
  /// What waits before the bottleneck.
  case queue
  /// The largest packet.
  case mtu
  /// Whether an ICMP message tells of a packet that was too big.
  case icmp

  /// The values that it takes, to complete "Write …".
  public var expected: String {
    switch self {
    case .delay, .jitter, .reorderDelay: "a length of time such as 300us, 30ms or 1s"
    case .loss, .duplicate, .reorder: "a share such as 5% or 0.05"
    case .burst: "a length of time from 1ms, beside a loss below 100 %"
    case .rate: "bits per second such as 500kbit, 20mbit or 1gbit, or none"
    case .queue: "bytes such as 64kB, or the time that they take such as 50ms"
    case .mtu: "bytes from 68 to \(Self.mtuMax), or none"
    case .icmp: "true or false"
    }
  }

  /// The longest packet that the emulator carries.
  public static let mtuMax = 2_000

  /// Changes a path as `text` says; false when the text is not one of the values.
  public func apply(_ text: String, to path: inout PathModel) -> Bool {
    switch self {
    case .delay: return Self.set(&path.delay, ScenarioMapping.interval(text))
    case .jitter: return Self.set(&path.jitter, ScenarioMapping.interval(text))
    case .reorderDelay: return Self.set(&path.reorderingDelay, ScenarioMapping.interval(text))
    case .duplicate: return Self.set(&path.duplication, Self.share(text))
    case .reorder: return Self.set(&path.reordering, Self.share(text))
    case .loss:
      return Self.set(&path.loss, Self.share(text).map { $0 > 0 ? .independent($0) : .none })
    case .burst: return Self.set(&path.loss, Self.bursts(text, losing: path.loss.mean))
    case .rate: return Self.set(&path.bitsPerSecond, Self.rate(text))
    case .queue: return Self.setQueue(text, of: &path)
    case .mtu:
      let bytes = text == "none" ? Int.max : Int(text).flatMap { 68...Self.mtuMax ~= $0 ? $0 : nil }
      return Self.set(&path.mtu, bytes)
    case .icmp: return Self.set(&path.tellsTooBig, ["true": true, "false": false][text])
    }
  }

  private static func set<Value>(_ place: inout Value, _ value: Value?) -> Bool {
    guard let value else { return false }
    place = value
    return true
  }

  private static func share(_ text: String) -> Double? {
    ScenarioMapping.number(text).flatMap { 0...1 ~= $0 ? $0 : nil }
  }

  /// Everything is lost in a spell, and spells are as frequent as the mean loss asks for.
  private static func bursts(_ text: String, losing mean: Double) -> LossModel? {
    guard let length = ScenarioMapping.interval(text), length >= GilbertElliott.slot, mean < 1
    else {
      return nil
    }
    guard mean > 0 else { return LossModel.none }
    return .bursty(
      GilbertElliott(
        meanGood: length.scaled(by: (1 - mean) / mean), meanBad: length, lossInBad: 1))
  }

  private static func rate(_ text: String) -> UInt64? {
    guard text != "none" else { return 0 }
    let units: [(String, Double)] = [("kbit", 1e3), ("mbit", 1e6), ("gbit", 1e9)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let value = Double(text.dropLast(unit.count)), value.isFinite else { return nil }
      let rate = value * factor
      return 1e3...1e11 ~= rate ? UInt64(rate) : nil
    }
    return nil
  }

  private static func setQueue(_ text: String, of path: inout PathModel) -> Bool {
    if let time = ScenarioMapping.interval(text) {
      path.queueMax = time
      path.queueBytesMax = .max
      return true
    }
    for (unit, factor) in [("kB", 1_000), ("MB", 1_000_000), ("B", 1)] where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(unit.count)), 1...1_000_000 ~= count else { return false }
      path.queueMax = .seconds(86_400)
      path.queueBytesMax = count * factor
      return true
    }
    return false
  }
}
