/// One line of an answer on a control socket. The last is either empty or a failure.
public protocol ControlAnswer: Codable, Sendable {
  /// It could not be done; the last line of the answer.
  static func failure(_ failure: ControlFailure) -> Self
  /// The last line of an answer.
  static var done: Self { get }
  /// Why it could not be done; nil in any other line.
  var refusal: ControlFailure? { get }
  /// Whether this is the last line of an answer that is no failure.
  var isLast: Bool { get }
}

extension ControlResponse: ControlAnswer {
  /// Why it could not be done; nil in any other line.
  public var refusal: ControlFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }

  /// Whether this is the last line of an answer that is no failure.
  public var isLast: Bool { self == .done }
}
