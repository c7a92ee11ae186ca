/// What one turn of the loop brought.
struct TurnLoad {
  /// Datagrams from below and packets of the host.
  var packets: UInt64 = 0
  /// What they hold altogether.
  var bytes: UInt64 = 0
  /// Whether a queue had more than its share of the turn, so that something still waits.
  var isBacklogged = false
}
