internal import Synchronization

/// Opens once; whoever waits before that goes on then.
final class StopLatch: Sendable {
  private struct State {
    var isOpen = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Whether it has opened.
  var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Opens it.
  func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until it is open.
  func wait() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let waits = state.withLock { state in
        if !state.isOpen { state.waiters.append(continuation) }
        return !state.isOpen
      }
      if !waits { continuation.resume() }
    }
  }
}
