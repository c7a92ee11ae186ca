internal import OverlayCore

/// A question for a node that is being looked for.
struct WaitingQuestion {
  var question: NameQuestion
  var asker: NameAsker
  var deadline: Instant
}
