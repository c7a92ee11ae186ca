import OverlayCore

/// How this node answers newer records of itself, and when it takes them for another host's.
///
/// A node meets a newer record of its own, validly signed, when its state directory was restored from
/// a backup, and when a second host runs with its key. Both are answered with the next incarnation
/// (SWIM, section 4.2). The first is over with that; two hosts with one key outrank each other for as
/// long as both run, so a second answer within ``cloneWindow`` is the sign of it. The answers are
/// bounded, since each is signed, written to the state directory and gossiped.
struct Refutation: Hashable, Sendable {
  /// The time between two answers at the highest lasting rate.
  static let spacing = Interval.seconds(10)
  /// How much time's worth of answers may come at once.
  static let burst = spacing * 3
  /// Within which two answers mean that two hosts have one key.
  static let cloneWindow = Interval.seconds(600)
  /// How often that is said at most.
  static let saySpacing = Interval.seconds(60)

  private var answers = RateGate()
  private var sayings = RateGate()
  private var answeredAt: Instant?
  /// Where the other host said last that it is; empty before two answers fell within the window.
  private var rivals: [UnderlayAddress] = []
  /// When that was; nil likewise.
  private var rivalSeenAt: Instant?

  /// What to do about a newer record of this node's own.
  struct Answer: Hashable, Sendable {
    /// Whether to answer with the next incarnation now. If not, the record will be met again.
    var refutes: Bool
    /// Whether to say that two hosts run with one identity.
    var isClone: Bool
  }

  /// Takes note that a validly signed record was met that this node's own does not outrank.
  ///
  /// - Parameter addresses: Where it says that its signer is.
  mutating func meet(at addresses: [UnderlayAddress], now: Instant) -> Answer {
    let isAgain = answeredAt.map { now - $0 < Self.cloneWindow } ?? false
    if isAgain { (rivals, rivalSeenAt) = (addresses, now) }
    let refutes = answers.admits(spacing: Self.spacing, burst: Self.burst, now: now)
    if refutes { answeredAt = now }
    let isClone =
      isAgain && sayings.admits(spacing: Self.saySpacing, burst: Self.saySpacing, now: now)
    return Answer(refutes: refutes, isClone: isClone)
  }
  /// Where another host runs with this node's key, if one has been met within ``cloneWindow``; nil
  /// otherwise.
  func rivalAddresses(now: Instant) -> [UnderlayAddress]? {
    rivalSeenAt.flatMap { now - $0 < Self.cloneWindow ? rivals : nil }
  }
}
