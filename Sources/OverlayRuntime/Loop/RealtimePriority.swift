internal import Glibc

/// Has a thread run before all ordinary ones (sched(7), `SCHED_RR`).
///
/// What it leaves is for others all the same: the kernel keeps a twentieth of each second for them
/// (`sched_rt_runtime_us`, or the fair server since Linux 6.12).
enum RealtimePriority {
  /// Processes and threads that it starts are ordinary ones.
  private static let resetOnFork: Int32 = 0x4000_0000

  /// Raises the calling thread to the lowest of the real-time priorities.
  ///
  /// - Throws: ``SystemError`` when the process may not: it needs root, `CAP_SYS_NICE` or a limit
  ///   `RLIMIT_RTPRIO` of at least 1.
  static func raise() throws(SystemError) {
    try set(SCHED_RR | resetOnFork, priority: 1)
  }

  /// Makes the calling thread an ordinary one again.
  static func lower() {
    try? set(SCHED_OTHER, priority: 0)
  }

  private static func set(_ policy: Int32, priority: Int32) throws(SystemError) {
    var parameters = sched_param(sched_priority: priority)
    guard unsafe sched_setscheduler(0, policy, &parameters) == 0 else {
      throw SystemError(code: errno)
    }
  }
}
