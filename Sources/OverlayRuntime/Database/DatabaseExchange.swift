internal import OverlayCore
internal import OverlayDatabase
internal import Synchronization

/// Where the daemon's loop and the database's thread meet. Neither waits for the other: whatever
/// finds no room is dropped and counted.
final class DatabaseExchange: Sendable {
  /// What the thread has to do.
  struct Work {
    var batches: [SampleBatch] = []
    var questions: [DatabaseQuestion] = []
    /// Clients that have left.
    var gone: [Int] = []
    var isStopping = false
  }

  private struct State {
    var work = Work()
    var replies: [DatabaseReply] = []
    var report: DatabaseReport
    var batchesDropped: UInt64 = 0
  }

  private let state: Mutex<State>
  private let hasReplies = Atomic(false)
  /// Rings in the thread's loop.
  let bell: Waker
  /// Rings when the thread has ended.
  let finished: Waker
  private let daemon: Waker

  init(report: DatabaseReport, daemon: Waker) throws(SystemError) {
    state = Mutex(State(report: report))
    bell = try Waker()
    finished = try Waker()
    self.daemon = daemon
  }

  // MARK: The daemon's side

  /// Hands a window over; it is dropped when too many wait.
  func submit(_ batch: SampleBatch) {
    state.withLock { state in
      guard state.work.batches.count < RuntimeLimits.databaseBatches else {
        state.batchesDropped += UInt64(batch.series.count)
        return
      }
      state.work.batches.append(batch)
    }
    bell.wake()
  }

  /// Hands a question over; false when too many wait.
  func ask(_ question: DatabaseQuestion) -> Bool {
    let isTaken = state.withLock { state in
      guard state.work.questions.count < RuntimeLimits.databaseQuestions else { return false }
      state.work.questions.append(question)
      return true
    }
    if isTaken { bell.wake() }
    return isTaken
  }

  /// Forgets a client that followed.
  func forget(_ client: Int) {
    state.withLock { $0.work.gone.append(client) }
    bell.wake()
  }

  /// What has come back since the last call; costs next to nothing when that is nothing.
  func takeReplies() -> [DatabaseReply] {
    guard hasReplies.exchange(false, ordering: .acquiringAndReleasing) else { return [] }
    return state.withLock { state in
      defer { state.replies = [] }
      return state.replies
    }
  }

  /// How the database does, as of a moment ago.
  var report: DatabaseReport {
    state.withLock { state in
      var report = state.report
      report.counters["summariesDropped", default: 0] += state.batchesDropped
      return report
    }
  }

  /// Asks the thread to write what it has and end.
  func stop() {
    state.withLock { $0.work.isStopping = true }
    bell.wake()
  }

  // MARK: The thread's side

  /// Takes what there is to do.
  func take() -> Work {
    _ = bell.drain()
    return state.withLock { state in
      defer { state.work = Work(isStopping: state.work.isStopping) }
      return state.work
    }
  }

  /// Hands an answer back.
  func reply(_ reply: DatabaseReply) {
    let isTaken = state.withLock { state in
      // Only what is followed can come faster than the daemon takes it.
      guard reply.isLast || state.replies.count < RuntimeLimits.databaseQuestions else {
        return false
      }
      state.replies.append(reply)
      return true
    }
    guard isTaken else { return }
    hasReplies.store(true, ordering: .releasing)
    daemon.wake()
  }

  /// Says how the database does.
  func publish(_ report: DatabaseReport) {
    state.withLock { $0.report = report }
  }
}
