internal import GRDB

/// What a store could not do, sorted by what can be done about it.
public enum SummaryStoreError: Error, Hashable {
  /// The file is not a database of ours, or is damaged: it has to go.
  case broken(String)
  /// There is no room, on the device or within the limits.
  case full(String)
  /// Another process holds the file: later perhaps.
  case busy(String)
  /// Anything else: later perhaps.
  case failed(String)

  /// SQLite's words for it.
  public var reason: String {
    switch self {
    case .broken(let reason), .full(let reason), .busy(let reason), .failed(let reason): reason
    }
  }

  init(_ error: any Error) {
    if let own = error as? SummaryStoreError {
      self = own
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed("\(error)")
      return
    }
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_MISMATCH, .SQLITE_SCHEMA: self = .broken(reason)
    case .SQLITE_FULL: self = .full(reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(reason)
    default: self = .failed(reason)
    }
  }
}
