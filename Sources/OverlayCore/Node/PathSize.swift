/// How large payloads toward a destination may be.
public struct PathSize: Hashable, Sendable {
  /// The largest payload on the way that packets take at present, in bytes: what a packet is compared
  /// with, and what the sender of a larger one is told.
  public var inUse: Int
  /// The largest payload on every way that is kept ready, in bytes: what a TCP connection should be
  /// told, for it asks once and keeps the answer when its packets move to another way.
  public var onEveryWay: Int
}
