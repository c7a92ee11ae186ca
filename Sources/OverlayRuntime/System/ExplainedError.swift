/// An error made for the person at the terminal: what happened and where, and what to do about it.
public protocol ExplainedError: Error, CustomStringConvertible, Sendable {
  /// What happened, naming the file, address or device it happened to. No final full stop.
  var problem: String { get }
  /// What to do about it. A sentence, or several.
  var remedy: String { get }
}

extension ExplainedError {
  /// Both parts, the remedy on a line of its own.
  public var description: String { "\(problem)\n  \(remedy)" }
}
