/// Why a text is not a ``FaultPlan``.
public struct FaultPlanError: Error, Hashable, CustomStringConvertible {
  /// The line, from one.
  public var line: Int
  /// What stands there.
  public var text: String

  /// The line and its text, and what would have been understood.
  public var description: String {
    "line \(line): '\(text)' is not a fault; expected, for example, '12.5 cut 3 <-> 7'"
  }
}
