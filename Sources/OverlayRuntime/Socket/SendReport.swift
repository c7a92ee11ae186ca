/// What became of a batch of datagrams.
public struct SendReport: Sendable {
  /// Datagrams that the kernel took.
  public var sent = 0
  /// Datagrams that it refused one by one, or that found its queue full.
  public var dropped = 0
  /// System calls made.
  public var systemCalls = 0
  /// Why the last one was refused.
  public var lastError: SystemError?
}
