internal import Foundation
internal import Logging
internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySecurity

/// The thread that a node's loop has to itself: it waits in the kernel most of the time, which Swift's
/// cooperative threads must not.
final class NodeThread: Sendable {
  let exchange: ApplicationExchange
  let identity: NodeID
  let contact: NodeContact
  let name: String
  let listening: [String]
  private let stopper: DaemonStopper
  private let latch: StopLatch

  private init(_ daemon: Daemon, _ exchange: ApplicationExchange, _ latch: StopLatch) {
    self.exchange = exchange
    self.latch = latch
    stopper = daemon.stopper
    identity = daemon.nodeID
    name = daemon.ownCredential.name
    listening = daemon.listening.map(\.description)
    contact = NodeContact(
      record: MemberRecord(
        node: daemon.nodeID, incarnation: 0, sequence: 0, endpoints: daemon.advertisedAddresses,
        credential: daemon.ownCredential.encoded))
  }

  /// Starts a node on a thread of its own, and returns when it listens.
  static func start(_ configuration: SelvedgeConfiguration) async throws(SelvedgeError)
    -> NodeThread
  {
    let outcome = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<NodeThread, SelvedgeError>, Never>) in
      Thread.detachNewThread { run(configuration, started: continuation) }
    }
    return try outcome.get()
  }

  /// The life of the thread.
  private static func run(
    _ configuration: SelvedgeConfiguration,
    started: CheckedContinuation<Result<NodeThread, SelvedgeError>, Never>
  ) {
    let latch = StopLatch()
    let exchange: ApplicationExchange?
    do throws(SelvedgeError) {
      let daemon = try daemon(configuration)
      exchange = daemon.exchange
      if let exchange {
        started.resume(returning: .success(NodeThread(daemon, exchange, latch)))
      }
      do throws(DaemonError) {
        try daemon.run(catchesSignals: false)
      } catch {
        configuration.logger.error("the node had to stop: \(error.problem). \(error.remedy)")
      }
    } catch {
      return started.resume(returning: .failure(error))
    }
    // The daemon is gone by now, and its sockets with it.
    exchange?.stop()
    latch.open()
  }

  private static func daemon(
    _ configuration: SelvedgeConfiguration
  ) throws(SelvedgeError) -> Daemon {
    let settings = try configuration.daemon(environment: ProcessInfo.processInfo.environment)
    do throws(DaemonError) {
      return try Daemon(
        state: configuration.state, configuration: settings, logger: configuration.logger,
        servesApplications: true)
    } catch {
      throw .refused(problem: error.problem, remedy: error.remedy)
    }
  }

  /// Whether the loop turns.
  var isRunning: Bool { !latch.isOpen }

  /// Asks the loop to end.
  func requestStop() { stopper.stop() }

  /// Waits until the loop has ended and let go of everything.
  func waitUntilStopped() async { await latch.wait() }
}
