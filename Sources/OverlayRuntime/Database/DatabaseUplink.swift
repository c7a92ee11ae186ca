internal import OverlayCore
internal import OverlayDatabase

/// What a client of another host's database has to bring there, and the connection for it.
///
/// While the server is away summaries wait, up to a limit, beyond which the oldest are dropped.
final class DatabaseUplink {
  private let address: UnderlayAddress
  private let tokenFile: String
  private var connection: DatabaseConnection?
  private var waiting: [Summary] = []
  private var retryAt = Instant.zero
  private var failures = 0
  /// What is wrong at present.
  private(set) var trouble: DatabaseError?

  /// The times between two attempts, in seconds, the last of them over and over.
  private static let pauses: [UInt64] = [1, 2, 5, 10, 30, 60]

  init(address: UnderlayAddress, tokenFile: String) {
    (self.address, self.tokenFile) = (address, tokenFile)
  }

  /// When to call ``flush(now:counters:)`` again without a reason.
  var nextDeadline: Instant { waiting.isEmpty ? .never : retryAt }

  /// Takes summaries to be sent.
  func add(_ summaries: [Summary], counters: inout DatabaseCounters) {
    waiting += summaries
    let excess = waiting.count - RuntimeLimits.databaseWaitingSummaries
    guard excess > 0 else { return }
    waiting.removeFirst(excess)
    counters.summariesDropped += UInt64(excess)
  }

  /// Sends what waits, if the server answers.
  func flush(now: Instant, counters: inout DatabaseCounters) {
    guard !waiting.isEmpty else { return }
    let done: Void? = attempt(now: now, counters: &counters) {
      (connection) throws(DatabaseError) in
      _ = try connection.update(waiting)
    }
    guard done != nil else { return }
    counters.summariesStored += UInt64(waiting.count)
    waiting = []
  }

  /// Asks the server; nil when it does not answer.
  func summaries(
    _ filter: SummaryFilter, now: Instant, counters: inout DatabaseCounters
  ) -> [Summary]? {
    attempt(now: now, counters: &counters) { (connection) throws(DatabaseError) in
      try connection.summaries(filter)
    }
  }

  /// Does something with the connection, made anew where need be.
  private func attempt<Result>(
    now: Instant, counters: inout DatabaseCounters,
    _ body: (DatabaseConnection) throws(DatabaseError) -> Result
  ) -> Result? {
    guard retryAt <= now else { return nil }
    // A server that was restarted has closed the connection, which shows only in its use.
    if let connection, let result = try? body(connection) { return result }
    connection = nil
    do throws(DatabaseError) {
      let fresh = try DatabaseConnection(to: address, token: DatabaseToken(file: tokenFile))
      let result = try body(fresh)
      connection = fresh
      (failures, trouble) = (0, nil)
      return result
    } catch {
      trouble = error
      counters.failures += 1
      retryAt = now + .seconds(Self.pauses[min(failures, Self.pauses.count - 1)])
      failures += 1
      return nil
    }
  }
}
