internal import CLinuxNet
internal import Glibc

/// Rouses an event loop from another thread.
public final class Waker: Sendable {
  let descriptor: Int32

  init() throws(SystemError) {
    descriptor = try SystemError.check(clinuxnet_counter_open())
  }

  deinit {
    close(descriptor)
  }

  /// Makes the loop's wait return with an event of kind `wake`.
  public func wake() {
    clinuxnet_counter_add(descriptor)
  }

  /// Forgets the calls to ``wake()`` so far; returns their number.
  func drain() -> UInt64 {
    clinuxnet_counter_take(descriptor)
  }
}
