internal import NIOCore
internal import OverlayRuntime
internal import Synchronization

/// What the daemon said of the members a moment ago, so that a page with many connections asks once.
final class MemberCache: Sendable {
  private static let lifetime = TimeAmount.seconds(1)

  private struct Entry {
    var report: StatusReport
    var until: NIODeadline
  }

  private let entry = Mutex<Entry?>(nil)

  /// What was stored, unless it is too old.
  var fresh: StatusReport? {
    entry.withLock { entry in
      entry.flatMap { $0.until > .now() ? $0.report : nil }
    }
  }

  /// Keeps a report for a while.
  func store(_ report: StatusReport) {
    entry.withLock { $0 = Entry(report: report, until: .now() + Self.lifetime) }
  }
}
