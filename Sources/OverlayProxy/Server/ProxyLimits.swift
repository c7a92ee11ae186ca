/// The bounds of a proxy.
public struct ProxyLimits: Hashable, Sendable {
  /// Connections at a time; more wait in the kernel's queue.
  public var connections: Int
  /// Seconds that a client has to say what it wants, and that it takes at most to get there.
  public var openingSeconds: Int64
  /// Seconds without a byte in either direction after which a connection is closed.
  public var idleSeconds: Int64

  /// Limits with every field given.
  public init(connections: Int, openingSeconds: Int64, idleSeconds: Int64) {
    self.connections = connections
    self.openingSeconds = openingSeconds
    self.idleSeconds = idleSeconds
  }

  /// Every default.
  public static let standard = ProxyLimits(connections: 256, openingSeconds: 30, idleSeconds: 1800)
}
