internal import Foundation
internal import Glibc
internal import Logging
internal import OverlayCore
internal import OverlayDatabase

/// A daemon's hold on its performance database, which works on a thread of its own: nothing here
/// waits for a disk or another host.
final class DatabaseWorker: Sendable {
  /// Where windows, questions and answers change hands.
  let exchange: DatabaseExchange

  /// The file in a state directory.
  static let fileName = "history.db"
  private static let stackBytes = 1 << 20

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - settings: where the database is and how much it keeps.
  ///   - node: the node's name.
  ///   - path: the file, where the database is one.
  ///   - daemon: rouses the daemon's loop when there is an answer.
  ///   - logger: what goes wrong is said there, once.
  init(
    settings: DatabaseSettings, node: String, path: String, daemon: Waker, logger: Logger
  ) throws(SystemError) {
    let isClient = settings.server != nil
    let report = DatabaseReport(
      role: isClient ? "client" : settings.serve == nil ? "local" : "serving",
      site: settings.site.isEmpty ? node : settings.site, file: isClient ? nil : path,
      address: (settings.serve ?? settings.server)?.description,
      windowSeconds: settings.windowSeconds, rowsMax: isClient ? nil : settings.rowsMax,
      keepSeconds: isClient ? nil : settings.keepSeconds, counters: DatabaseCounters().values)
    let exchange = try DatabaseExchange(report: report, daemon: daemon)
    self.exchange = exchange
    let thread = Thread {
      defer { exchange.finished.wake() }
      do throws(SystemError) {
        try DatabaseRunner(
          settings: settings, source: node, path: path, exchange: exchange, logger: logger
        ).run()
      } catch {
        logger.error("there is no performance database: \(error)")
      }
    }
    thread.stackSize = Self.stackBytes
    thread.name = "database"
    thread.start()
  }

  deinit {
    exchange.stop()
  }

  /// Has what waits written, and waits for it for so long at most.
  ///
  /// - Returns: whether it was done by then. If not, the thread is left to itself.
  func stop(withinMilliseconds milliseconds: Int32) -> Bool {
    exchange.stop()
    var readable = pollfd(
      fd: exchange.finished.descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&readable, 1, milliseconds) > 0
  }
}
