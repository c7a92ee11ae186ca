import Synchronization

/// What this process has fed to its target so far, for runs that are counted over days.
enum FuzzProgress {
  /// Datagrams: an input may hold none, or thousands.
  static let datagrams = Atomic<UInt64>(0)

  static func count(_ datagrams: UInt64 = 1) {
    self.datagrams.add(datagrams, ordering: .relaxed)
  }
}
