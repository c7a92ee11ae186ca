import GRDB

/// Another program that holds a database for itself: `sqlite3` in somebody's hands, as it were.
final class SQLiteHolder {
  private let queue: DatabaseQueue

  /// Returns once the lock is held.
  init(path: String) throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { try $0.execute(sql: "PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE") }
  }

  /// Gives it back.
  func release() throws {
    try queue.inDatabase { try $0.execute(sql: "ROLLBACK") }
  }
}
