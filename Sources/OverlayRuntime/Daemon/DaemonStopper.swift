internal import Synchronization

/// Asks a daemon to leave the network and stop, from any thread.
public final class DaemonStopper: Sendable {
  private let requested = Atomic(false)
  private let waker: Waker

  init(_ waker: Waker) {
    self.waker = waker
  }

  /// Whether it was asked to.
  public var isStopping: Bool { requested.load(ordering: .acquiring) }

  /// Asks; returns at once.
  public func stop() {
    requested.store(true, ordering: .releasing)
    waker.wake()
  }
}
