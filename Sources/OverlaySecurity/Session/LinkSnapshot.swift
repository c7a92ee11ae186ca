public import OverlayCore

/// One link as people see it, addresses included.
public struct LinkSnapshot: Hashable, Sendable {
  /// What the core measured.
  public var report: LinkReport
  /// Where its frames go.
  public var address: UnderlayAddress
  /// The local socket they leave from.
  public var socket: Int
  /// The session's number for it.
  public var path: Int
}
