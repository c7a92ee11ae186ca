internal import OverlayCore

/// What a daemon has to do with its performance database. Nothing of it reaches the routing: what is
/// stored is looked at by people and programs (docs/decisions/0019-performance-database.md).
struct DaemonHistory {
  /// Gathers what the links measure.
  var sampler: PerformanceSampler
  /// The thread that keeps it.
  let worker: DatabaseWorker
  /// Clients that wait for an answer, and until when.
  var waiting: [Int: Instant] = [:]
  /// Clients that follow what is measured.
  var following: Set<Int> = []
}
