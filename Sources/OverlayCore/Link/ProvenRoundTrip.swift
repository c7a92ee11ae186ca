/// What a link's round trip was at least, proven by echoes that came back at once: the bound on what a
/// neighbour's word about its own holding time is worth.
///
/// A round trip is the age of an echo less the time that the neighbour says it held it, and a neighbour
/// that says too much makes its link look faster than light. Nothing tells a long hold from a long way,
/// except an echo that was asked for and came at once: its whole age is round trip, whatever is said of
/// it. So the least age of such *prompt* echoes bounds all other samples:
///
/// - before the first prompt echo, the whole age of the newest echo stands for the round trip, and is
///   forgotten with the first prompt one;
/// - a sample below half of the proven round trip, less half a millisecond of noise, is not believed,
///   and the neighbour is asked for a prompt echo. If the path has really become faster, that one
///   proves it.
///
/// So a member can make its own link look twice as fast as it is, or half a millisecond faster, and no
/// more. It can always make it look slower, as by answering late. Rejected: to bound the hold by the
/// announced interval of beacons, since that is the neighbour's word as well, and a hold within it hides
/// every round trip that is shorter; to take prompt echoes alone, since an idle link has few of them,
/// and asking for more would cost a beacon each.
struct ProvenRoundTrip: Hashable, Sendable {
  /// A hold that counts as none: hosts wake up within it, and it is added to the round trip rather
  /// than believed.
  static let promptHold = Interval.milliseconds(2)
  /// How far below half of the proven round trip a sample may lie: timers and clocks of short paths.
  static let noise = Interval.microseconds(500)
  /// How long the least age holds, at most twice: a path may have become longer. A prompt echo costs a
  /// beacon, which is asked for once in that time.
  static let renewal = Interval.seconds(300)

  private static let unknown = Interval(nanoseconds: .max)

  /// What an echo says of the round trip.
  enum Verdict: Hashable, Sendable {
    /// A sample; the first one replaces all that was taken for the round trip before.
    case sample(Interval, isFirst: Bool)
    /// Nothing is proven yet: the round trip is that at most.
    case atMost(Interval)
    /// The neighbour's word is not believed.
    case refused
  }

  /// The least age of a prompt echo in the present stretch of ``renewal``, and in the one before it.
  private var least = ProvenRoundTrip.unknown
  private var leastBefore = ProvenRoundTrip.unknown
  private var since = Instant.zero
  /// Whether a sample was not believed since the last prompt echo.
  private var isDoubted = false
  /// Whether a sample has been given since the path was new.
  private var hasSample = false

  /// The least round trip that was proven of late; nil before the first prompt echo.
  var proven: Interval? {
    let either = min(least, leastBefore)
    return either == Self.unknown ? nil : either
  }

  /// Whether a prompt echo should be asked for.
  @inline(__always)
  func wantsPromptEcho(at now: Instant) -> Bool {
    isDoubted || least == Self.unknown || now - since >= Self.renewal
  }

  /// Takes in an echo of that age, of which the neighbour says that it held it for so long, `held` at
  /// most `age`.
  mutating func judge(age: Interval, held: Interval, now: Instant) -> Verdict {
    if held <= Self.promptHold { prove(age, now: now) }
    guard let proven else { return .atMost(age) }
    let sample = age - held
    guard sample + Self.noise >= proven.scaled(by: 0.5) else {
      isDoubted = true
      return .refused
    }
    defer { hasSample = true }
    return .sample(sample, isFirst: !hasSample)
  }

  /// The path leads elsewhere: nothing is proven of it.
  mutating func reset() { self = ProvenRoundTrip() }

  private mutating func prove(_ age: Interval, now: Instant) {
    if now - since >= Self.renewal || least == Self.unknown {
      (leastBefore, least, since) = (least, age, now)
    } else {
      least = min(least, age)
    }
    isDoubted = false
  }
}
