/// A descriptor that epoll reported.
public struct ReadyEvent: Sendable {
  /// Whose descriptor it is.
  public let token: EventToken
  /// There is something to read, or the other end has closed.
  public let isReadable: Bool
  /// There is room to write.
  public let isWritable: Bool
}
