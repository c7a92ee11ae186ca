public import OverlayDatabase

/// One line of a shared database's answer: a JSON object with one key, the case's name.
public enum DatabaseAnswer: ControlAnswer, Hashable {
  /// To `query` and `subscribe`, several times where there are many.
  case summaries([Summary])
  /// To `update`: how many of them were new.
  case stored(count: Int)
  /// To `status`.
  case status(DatabaseReport)
  /// It could not be done; the last line of the answer.
  case failure(ControlFailure)
  /// The last line of an answer.
  case done

  /// Why it could not be done; nil in any other line.
  public var refusal: ControlFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }

  /// Whether this is the last line of an answer that is no failure.
  public var isLast: Bool { self == .done }
}
