/// What arrives at a conduit, as it arrives: ends when the conduit is closed, its node stops, or the
/// task is cancelled. Keeps the conduit open meanwhile. Several tasks that iterate share the datagrams; each
/// gets another.
public struct DatagramSequence: AsyncSequence, Sendable {
  /// What is waited for.
  public typealias Element = Datagram
  /// Nothing goes wrong.
  public typealias Failure = Never

  let conduit: Conduit

  /// Takes one datagram after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    /// What is waited for.
    public typealias Element = Datagram
    /// Nothing goes wrong.
    public typealias Failure = Never

    let conduit: Conduit

    /// The next datagram; nil when there will be none.
    public mutating func next() async -> Datagram? {
      await conduit.next()
    }
  }

  /// A taker of datagrams.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(conduit: conduit) }
}
