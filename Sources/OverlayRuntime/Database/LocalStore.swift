internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import OverlayCore
internal import OverlayDatabase

/// The file of a database, opened when it is needed, put aside when it is no database, and left
/// alone for a while when it fails.
final class LocalStore {
  /// The file.
  let path: String
  private let limits: StoreLimits
  private let logger: Logger
  private var store: SummaryStore?
  private var retryAt = Instant.zero
  /// What is wrong at present.
  private(set) var trouble: String?

  /// How long a file that has failed is left alone.
  private static let pause = Interval.seconds(30)
  /// How many files that were no databases are kept beside it.
  private static let brokenMax = 3

  init(path: String, limits: StoreLimits, logger: Logger) {
    (self.path, self.limits, self.logger) = (path, limits, logger)
  }

  /// How full it is; nil while it cannot be used.
  func report(now: Instant, counters: inout DatabaseCounters) -> StoreReport? {
    attempt(now: now, counters: &counters) { (store) throws(SummaryStoreError) in
      try store.report()
    }
  }

  /// Keeps summaries, and returns how many were new; nil when the file cannot be used.
  func keep(_ summaries: [Summary], now: Instant, counters: inout DatabaseCounters) -> Int? {
    // Somebody may have taken the file away: then what is written would be nowhere.
    if store != nil, unsafe access(path, F_OK) != 0 { store = nil }
    let stored = attempt(now: now, counters: &counters) { (store) throws(SummaryStoreError) in
      do throws(SummaryStoreError) {
        return try store.insert(summaries)
      } catch {
        guard case .full = error else { throw error }
        try store.makeRoom()
        return try store.insert(summaries)
      }
    }
    if let stored {
      // Only what was written shows that it works: a full disk can be read.
      trouble = nil
      counters.summariesStored += UInt64(stored)
    } else {
      counters.summariesDropped += UInt64(summaries.count)
    }
    return stored
  }

  /// Forgets what is too old or too much.
  func expire(now: Instant, unixSeconds: Int64, counters: inout DatabaseCounters) {
    let forgotten = attempt(now: now, counters: &counters) { (store) throws(SummaryStoreError) in
      try store.expire(now: unixSeconds)
    }
    counters.summariesForgotten += UInt64(forgotten ?? 0)
  }

  /// What is kept, of what the filter lets through; nil while the file cannot be used.
  func summaries(
    _ filter: SummaryFilter, now: Instant, counters: inout DatabaseCounters
  ) -> [Summary]? {
    attempt(now: now, counters: &counters) { (store) throws(SummaryStoreError) in
      try store.summaries(filter, limit: RuntimeLimits.historyRows)
    }
  }

  /// Does something with the store, once more with a new one where the old one was broken.
  private func attempt<Result>(
    now: Instant, counters: inout DatabaseCounters,
    _ body: (SummaryStore) throws(SummaryStoreError) -> Result
  ) -> Result? {
    guard retryAt <= now else { return nil }
    do throws(SummaryStoreError) {
      return try body(opened())
    } catch {
      counters.failures += 1
      if case .broken(let reason) = error, putAside(reason) {
        counters.filesBroken += 1
        if let store = try? opened(), let result = try? body(store) {
          trouble = nil
          return result
        }
      }
      trouble = "\(path): \(error.reason)"
      // A lock is soon given back; anything else may have to do with the file that is open.
      if case .busy = error { return nil }
      store = nil
      retryAt = now + Self.pause
      return nil
    }
  }

  private func opened() throws(SummaryStoreError) -> SummaryStore {
    if let store { return store }
    // Who may read it is settled when it is made; SQLite gives the files beside it the same mode.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    if descriptor >= 0 { close(descriptor) }
    let store = try SummaryStore(path: path, limits: limits)
    self.store = store
    return store
  }

  /// Gives the file another name, so that a person can look at it; false when it cannot be moved.
  private func putAside(_ reason: String) -> Bool {
    store = nil
    let name = "\(path).broken-\(MonotonicClock.unixSeconds)"
    guard unsafe rename(path, name) == 0 else { return false }
    unsafe unlink(path + "-wal")
    unsafe unlink(path + "-shm")
    removeOldest()
    logger.warning(
      "\(path) is no performance database (\(reason)): it is \(name) now, and history begins anew")
    return true
  }

  /// Keeps files that were put aside from filling the disk.
  private func removeOldest() {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    let prefix = "\(parts.last ?? "").broken-"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.filter({ $0.hasPrefix(prefix) }).sorted().dropLast(Self.brokenMax) {
      unsafe unlink("\(folder)/\(name)")
    }
  }
}
