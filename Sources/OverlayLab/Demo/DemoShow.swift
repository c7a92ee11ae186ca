import OverlayCore
import OverlaySimulator

/// What the demonstration knows and tells at each moment; it moves nothing.
struct DemoShow {
  private(set) var frame: DemoFrame
  /// When the frame was last shown.
  var lastShown = Instant.zero
  private let start: Instant
  private var troubles = TroubleBook()
  private var recoveries = RecoveryBook()
  private var path: [Site] = []
  private var news: [String] = []
  private var secondsMeasured = 0
  private var answered = [0, 0]

  /// What is sent later than this before now may still be under way.
  private static let settling = Interval.milliseconds(500)

  init(_ configuration: DemoConfiguration, start: Instant) {
    self.start = start
    frame = DemoFrame(
      scenario: configuration.scenario.rawValue, totalSeconds: configuration.seconds)
    frame.direct.path = Self.text([.mit, .arosNet])
  }

  /// Whether packets over the overlay go straight to ArosNet.
  var isOverlayDirect: Bool { path == [.mit, .arosNet] }

  /// Takes in which way the overlay goes: members' names behind MIT, or nil.
  mutating func follow(path names: [String]?, at now: Instant) {
    let sites = (names ?? []).compactMap { name in
      Site.allCases.first { $0.memberName == name }
    }
    let new = sites.isEmpty ? [] : [.mit] + sites
    guard new != path else { return }
    path = new
    frame.overlay.path = Self.text(new)
    note(new.isEmpty ? "the overlay has no path" : "the overlay takes \(Self.text(new))", at: now)
  }

  /// Takes in a fault.
  mutating func strike(_ action: FaultAction, at now: Instant) {
    troubles.strike(action)
    frame.trouble = troubles.description
    note(TroubleBook.describe(action), at: now)
    if hitsPathInUse(action) { recoveries.fail(at: now) }
  }

  /// Whether an action breaks a link that the overlay's packets use: cuts it, in the direction
  /// in which they go or the one in which their acknowledgements do, or makes it lose a tenth.
  private func hitsPathInUse(_ action: FaultAction) -> Bool {
    let struck: PathSelection
    switch action {
    case .cut(let path): struck = path
    case .loss(let path, let loss) where loss.mean >= 0.1: struck = path
    default: return false
    }
    return zip(path, path.dropFirst()).contains { from, to in
      let ends = (from.rawValue, to.rawValue)
      return ends == (struck.first, struck.second)
        || (struck.isBothWays && ends == (struck.second, struck.first))
    }
  }

  /// Brings the figures up to date.
  mutating func measure(_ streams: DemoStreams, at now: Instant) {
    for milliseconds in recoveries.check(streams.voices[1], at: now) {
      let time = Int(milliseconds.rounded())
      note("the overlay's voice flowed again after \(time) ms", at: now)
    }
    let elapsed = Int((now - start).inSeconds)
    frame.elapsedSeconds = elapsed
    // A second is judged half a second after its end.
    while secondsMeasured < Int((now - start - Self.settling).inSeconds) {
      frame.direct = measured(.direct, streams, frame.direct)
      frame.overlay = measured(.overlay, streams, frame.overlay)
      secondsMeasured += 1
    }
  }

  private mutating func measured(
    _ way: DemoStreams.Way, _ streams: DemoStreams, _ before: DemoSide
  ) -> DemoSide {
    let voice = streams.voices[way.rawValue]
    let from = start + .seconds(UInt64(secondsMeasured))
    let to = from + .seconds(1)
    var side = before
    let second = voice.counts(from: from, to: to)
    let whole = voice.counts(from: start, to: to)
    side.lossLastSecond = Self.share(second)
    side.loss = Self.share(whole)
    side.history = side.history.suffix(DemoScreen.width) + [side.lossLastSecond]
    side.roundTripMilliseconds = voice.medianRoundTrip(from: from, to: to)
    let count = streams.transfers[way.rawValue].answeredCount
    let bits = Double((count - answered[way.rawValue]) * BulkTransfer.datagramBytes * 8)
    side.megabitsPerSecond = bits / 1e6
    answered[way.rawValue] = count
    return side
  }

  /// What is new since the last call, a line each.
  mutating func takeNews() -> [String] {
    defer { news = [] }
    return news
  }

  /// The run is over.
  mutating func close(_ streams: DemoStreams, at now: Instant) -> DemoSummary {
    _ = recoveries.check(streams.voices[1], at: now)
    recoveries.close(at: now)
    return DemoSummary(
      scenario: frame.scenario, recoveries: recoveries.milliseconds, direct: streams.voices[0],
      overlay: streams.voices[1])
  }

  private mutating func note(_ text: String, at now: Instant) {
    let tenths = Int(((now - start).inSeconds * 10).rounded())
    let line = "\(tenths / 10).\(tenths % 10) s  \(text)"
    frame.events = frame.events.suffix(DemoScreen.eventLines - 1) + [line]
    news.append(line)
  }

  private static func text(_ sites: [Site]) -> String {
    sites.map(\.name).joined(separator: " → ")
  }

  private static func share(_ counts: (sent: Int, received: Int)) -> Double {
    counts.sent > 0 ? 1 - Double(counts.received) / Double(counts.sent) : 0
  }
}
