/// What became of the datagrams for a conduit.
public struct ConduitStatistics: Hashable, Sendable {
  /// Datagrams that were queued for the application.
  public var received: UInt64
  /// Datagrams that were dropped because the application did not take them soon enough.
  public var overflowed: UInt64

  /// Statistics with every field given.
  public init(received: UInt64, overflowed: UInt64) {
    self.received = received
    self.overflowed = overflowed
  }
}
