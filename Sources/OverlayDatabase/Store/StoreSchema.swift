internal import GRDB

/// The tables of a store.
///
/// Windows are the key of `summary`, so that new ones are appended, old ones are cut off at the
/// front, and a question about a time reads one stretch of the file.
enum StoreSchema {
  /// `SELV`: whose file it is.
  static let application = 0x5345_4c56
  /// The version of the tables below. A file of another version is put aside: what is in it can be
  /// measured again.
  static let version = 1

  static let tables = [
    """
    CREATE TABLE series (id INTEGER PRIMARY KEY, site TEXT NOT NULL, source TEXT NOT NULL, \
    remote TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE (site, source, remote, metric))
    """,
    """
    CREATE TABLE summary (start INTEGER NOT NULL, series INTEGER NOT NULL, \
    seconds INTEGER NOT NULL, count INTEGER NOT NULL, mean REAL NOT NULL, minimum REAL NOT NULL, \
    maximum REAL NOT NULL, median REAL NOT NULL, p95 REAL NOT NULL, \
    PRIMARY KEY (start, series)) WITHOUT ROWID
    """,
  ]

  /// Makes the tables in a file that is empty, and refuses one that has others.
  static func prepare(_ database: Database) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let found = try String.fetchAll(
      database, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    if application == 0, version == 0, found.isEmpty {
      try database.inTransaction {
        for table in tables { try database.execute(sql: table) }
        try database.execute(sql: "PRAGMA application_id = \(Self.application)")
        try database.execute(sql: "PRAGMA user_version = \(Self.version)")
        return .commit
      }
      return
    }
    guard application == Self.application else {
      throw SummaryStoreError.broken("it is the database of another program")
    }
    guard version == Self.version, found == tables else {
      throw SummaryStoreError.broken("it is the database of another version")
    }
  }
}
