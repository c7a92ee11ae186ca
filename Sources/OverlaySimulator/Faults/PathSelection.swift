/// The path that a fault strikes: one direction between two hosts, or both.
public struct PathSelection: Hashable, Sendable {
  /// The sending host, or one end of two.
  public var first: Int
  /// The receiving host, or the other end.
  public var second: Int
  /// Whether the opposite direction is struck as well.
  public var isBothWays: Bool

  /// What `first` sends to `second`.
  public static func oneWay(_ first: Int, _ second: Int) -> PathSelection {
    PathSelection(first: first, second: second, isBothWays: false)
  }

  /// All between the two hosts.
  public static func bothWays(_ first: Int, _ second: Int) -> PathSelection {
    PathSelection(first: first, second: second, isBothWays: true)
  }

  /// Calls `body` with the sender and receiver of each direction.
  func forEachDirection(_ body: (_ from: Int, _ to: Int) -> Void) {
    body(first, second)
    if isBothWays { body(second, first) }
  }

  /// Whether it strikes this direction.
  func covers(_ from: Int, _ to: Int) -> Bool {
    (first == from && second == to) || (isBothWays && first == to && second == from)
  }
}
