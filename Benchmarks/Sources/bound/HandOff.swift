import Dispatch

/// Passes batches from one thread to another, a few ahead at most.
final class HandOff: @unchecked Sendable {
  private let batches = [Batch(), Batch(), Batch(), Batch()]
  private let empty = DispatchSemaphore(value: 4)
  private let full = DispatchSemaphore(value: 0)
  /// Each is one thread's alone.
  private var given = 0
  private var taken = 0

  /// The next batch to fill, once it is empty.
  func room() -> Batch {
    empty.wait()
    return batches[given % batches.count]
  }

  /// Hands over the batch that ``room()`` gave.
  func give() {
    given += 1
    full.signal()
  }

  /// Keeps the batch that ``room()`` gave: nothing was there to fill it with.
  func keep() {
    empty.signal()
  }

  /// Lends the next batch that was handed over, once there is one.
  func take(_ body: (Batch) -> Void) {
    full.wait()
    body(batches[taken % batches.count])
    taken += 1
    empty.signal()
  }
}
