internal import OverlayCore

/// A question for a node that is being looked for.
struct WaitingQuestion {
  var question: NameQuestion
  var asker: NameAsker
  /// The host that asks; nil for this one.
  var host: UInt128?
  var deadline: Instant
}
