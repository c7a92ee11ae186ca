import Foundation
import Logging
import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// A daemon without a network device, on a thread of its own.
final class RunningDaemon: @unchecked Sendable {
  let state: StateDirectory
  /// Where programs of this process send and receive; nil when it was not asked to serve any.
  let exchange: ApplicationExchange?
  private let stopper: DaemonStopper
  private let finished = DispatchSemaphore(value: 0)
  private var isStopped = false

  /// Starts the node in `state`, which listens on the loopback.
  init(
    _ state: StateDirectory, listen: [UnderlayAddress], tunnels: [PortTunnel] = [],
    services: [PortService] = [], database: DatabaseSettings = DatabaseSettings(),
    servesApplications: Bool = false, adjust: (inout DaemonConfiguration) -> Void = { _ in }
  ) throws {
    self.state = state
    var configuration = DaemonConfiguration.standard
    configuration.listen = listen
    configuration.tun.enabled = false
    configuration.tunnels = tunnels
    configuration.services = services
    configuration.database = database
    adjust(&configuration)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let daemon = Handover(
      try Daemon(
        state: state, configuration: configuration, logger: logger,
        servesApplications: servesApplications))
    exchange = daemon.value.exchange
    stopper = daemon.value.stopper
    let finished = finished
    Thread.detachNewThread {
      try? daemon.take().run(catchesSignals: false)
      finished.signal()
    }
  }

  /// Stops it in good order and waits until it has let go of everything.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    stopper.stop()
    finished.wait()
  }

  deinit {
    stop()
  }

  /// The lines of its answer to a request; the first few of one that has no end.
  func ask(_ request: ControlRequest, lines count: Int = .max) throws -> [ControlResponse] {
    var client = try ControlClient(path: state.path(of: .control))
    try client.send(request)
    var lines: [ControlResponse] = []
    while lines.count < count, let line = try client.next() { lines.append(line) }
    return lines
  }

  /// Its status.
  func status() throws -> StatusReport {
    guard case .status(let report)? = try ask(.status).first else {
      throw ControlError.malformed("no status")
    }
    return report
  }

  /// The names of the members that it is connected with.
  func connected() throws -> [String] {
    try status().peers.filter(\.isConnected).map(\.name)
  }
}
