public import OverlayRuntime

/// One line of the emulator's answer: a JSON object with one key, the case's name.
public enum LabAnswer: ControlAnswer, Hashable {
  /// To `status`.
  case status(LabStatus)
  /// To `cut`, `heal` and `set`: how many paths there are of those that were named, each direction
  /// counted.
  case changed(paths: Int)
  /// To `down`, before it begins.
  case stopping
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
