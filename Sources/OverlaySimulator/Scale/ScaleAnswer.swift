public import OverlayCore

/// What came of a question to the directory.
public struct ScaleAnswer: Hashable, Sendable {
  /// The host that asked.
  public var host: Int
  /// When the answer was whole, or was given up.
  public var time: Instant
  /// What was found.
  public var result: DirectoryResult
}
