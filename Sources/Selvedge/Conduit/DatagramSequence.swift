internal import OverlayRuntime

/// What arrives at a conduit, as it arrives: ends when the conduit is closed, its node stops, or the
/// task is cancelled. Several tasks that iterate share the datagrams; each gets another.
public struct DatagramSequence: AsyncSequence, Sendable {
  /// What is waited for.
  public typealias Element = Datagram
  /// Nothing goes wrong.
  public typealias Failure = Never

  let port: ApplicationPort

  /// Takes one datagram after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    /// What is waited for.
    public typealias Element = Datagram
    /// Nothing goes wrong.
    public typealias Failure = Never

    let port: ApplicationPort

    /// The next datagram; nil when there will be none.
    public mutating func next() async -> Datagram? {
      guard let (datagram, bytes) = await port.next() else { return nil }
      return Datagram(datagram, bytes)
    }
  }

  /// A taker of datagrams.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(port: port) }
}
