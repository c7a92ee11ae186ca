/// How a conduit keeps what has arrived until it is taken.
public struct ConduitOptions: Hashable, Sendable {
  /// What goes when a datagram comes and the queue is full.
  public enum Overflow: Hashable, Sendable {
    /// The one that came, as with a socket.
    case dropNewest
    /// The one that has waited longest: for what is worth less the older it is, such as a voice.
    case dropOldest
  }

  /// Datagrams that wait at most, in 1...65,536. Each takes 1.4 KB from the start.
  public var queueCapacity: Int
  /// What goes when there are more.
  public var overflow: Overflow

  /// Options with every field given.
  public init(queueCapacity: Int = 256, overflow: Overflow = .dropNewest) {
    self.queueCapacity = queueCapacity
    self.overflow = overflow
  }
}
