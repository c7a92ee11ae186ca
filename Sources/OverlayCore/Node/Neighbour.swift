/// What a node remembers of its exchanges with one neighbour.
struct Neighbour {
  /// The version of our link state that we last sent, or that the neighbour said it holds.
  var linkStateSent: UInt64 = 0
  var lastRequest = Instant.zero
  var lastSummary = Instant.zero
  /// What it may still draw from us by summaries and requests.
  var answers = AnswerBudget()
  /// What others may still be sent because it presents a new record of itself; slots keep it when they
  /// change hands.
  var introductions = AnswerBudget()
  /// How often its return may have this node ask everybody for all link state.
  private var returns = RateGate()
  var lastRefusal = Instant.zero
  var lastRefused = NodeID(0)

  /// A link to it works again: what was exchanged before may have been lost, but what it has drawn it
  /// has drawn.
  mutating func begin() {
    let budgets = (answers, introductions, returns)
    self = Neighbour()
    (answers, introductions, returns) = budgets
  }

  /// The time between two of its returns for which everybody is asked, in the long run.
  static let returnSpacing = Interval.seconds(10)

  /// Whether everybody may be asked for all link state because it has joined: three times at once.
  mutating func mayHaveAsked(now: Instant) -> Bool {
    returns.admits(spacing: Self.returnSpacing, burst: Self.returnSpacing * 3, now: now)
  }
}
