import Foundation

/// The time that frames are stamped with: nanoseconds of the monotonic clock. Both ends of this call
/// are in one process; between two hosts only differences from frame to frame would count.
enum CallClock {
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
