public import OverlayCore

/// What becomes of what was measured: the performance database of RON, section 3.1.
public struct DatabaseSettings: Hashable, Sendable {
  /// Whether anything is kept.
  public var enabled: Bool
  /// The name under which this node's measurements are kept, the same for hosts of one place; empty
  /// for the node's own.
  public var site: String
  /// Seconds of measurements that become one summary.
  public var windowSeconds: Int
  /// Seconds after which a summary is forgotten.
  public var keepSeconds: Int
  /// Summaries in the file.
  public var rowsMax: Int
  /// The TCP address at which the database is served to other hosts.
  public var serve: UnderlayAddress?
  /// The TCP address of the host whose database is used instead of a file here.
  public var server: UnderlayAddress?
  /// The file with the secret that clients and server share; empty when there is none.
  public var tokenFile: String

  /// Settings with every field given.
  public init(
    enabled: Bool = true, site: String = "", windowSeconds: Int = 60, keepSeconds: Int = 7 * 86_400,
    rowsMax: Int = 250_000, serve: UnderlayAddress? = nil, server: UnderlayAddress? = nil,
    tokenFile: String = ""
  ) {
    (self.enabled, self.site, self.windowSeconds) = (enabled, site, windowSeconds)
    (self.keepSeconds, self.rowsMax) = (keepSeconds, rowsMax)
    (self.serve, self.server, self.tokenFile) = (serve, server, tokenFile)
  }
}
