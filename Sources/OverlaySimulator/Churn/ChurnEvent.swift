public import OverlayCore

/// A node comes or goes.
public struct ChurnEvent: Hashable, Sendable {
  /// When.
  public var time: Instant
  /// The host that the node runs on.
  public var host: Int
  /// What happens.
  public var kind: ChurnKind

  /// `kind` happens on `host` at `time`.
  public init(_ time: Instant, host: Int, _ kind: ChurnKind) {
    self.time = time
    self.host = host
    self.kind = kind
  }
}
