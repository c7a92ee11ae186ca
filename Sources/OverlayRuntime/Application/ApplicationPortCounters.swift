/// What became of the datagrams for one port of an application.
public struct ApplicationPortCounters: Hashable, Sendable {
  /// Datagrams that were queued for the application.
  public var received: UInt64 = 0
  /// Datagrams that were dropped because the application did not take them soon enough.
  public var overflowed: UInt64 = 0

  /// All zero.
  public init() {}
}
