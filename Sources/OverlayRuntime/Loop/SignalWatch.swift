internal import CLinuxNet
internal import Glibc

/// Turns the signals that ask a daemon to stop into events.
///
/// At most one can exist at a time, since signals belong to the process.
public struct SignalWatch: ~Copyable {
  private let waker: Waker

  /// Starts to catch SIGINT, SIGTERM and SIGHUP.
  public init() throws(SystemError) {
    let waker = try Waker()
    try SystemError.check(clinuxnet_signals_watch(waker.descriptor))
    self.waker = waker
  }

  /// The descriptor to register with the loop.
  public var descriptor: Int32 { waker.descriptor }

  /// The signal that arrived last, nil when none did since the last call.
  public func take() -> Int32? {
    waker.drain() > 0 ? clinuxnet_signals_last() : nil
  }

  /// Keeps all signals off the calling thread for as long as it lives: those that the process gets are
  /// for its other threads, and a peer that hangs up is an error of the write.
  static func blockOnThisThread() {
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
  }

  deinit {
    _ = clinuxnet_signals_watch(-1)
  }
}
