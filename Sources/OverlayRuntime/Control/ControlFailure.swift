/// What the daemon answers when it could not do what it was asked.
public struct ControlFailure: Codable, Hashable, Sendable {
  /// What happened, and where.
  public var problem: String
  /// What to do about it.
  public var remedy: String

  /// A failure in words.
  public init(problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  /// The words of an error.
  public init(_ error: any ExplainedError) {
    self.init(problem: error.problem, remedy: error.remedy)
  }
}
