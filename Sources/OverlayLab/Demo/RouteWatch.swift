import Foundation
import OverlayRuntime
import Synchronization

/// Asks a daemon again and again which way its packets go, on a thread of its own: an answer that
/// takes its time must not hold up the emulated network.
final class RouteWatch: Sendable {
  private let socket: String
  private let destination: String
  private let state = Mutex(State())

  private struct State {
    var path: [String]?
    var isStopped = false
  }

  /// Between two questions.
  static let interval = 0.05

  /// Watches the path to `destination` of the daemon with this control socket.
  init(socket: String, destination: String) {
    self.socket = socket
    self.destination = destination
  }

  /// The names of the sites behind this one on the path in use, the destination last; nil when
  /// there is no path, or no answer.
  var path: [String]? { state.withLock { $0.path } }

  /// Starts to ask.
  func start() {
    let thread = Thread { [self] in watch() }
    thread.start()
  }

  /// Stops to ask, soon.
  func stop() {
    state.withLock { $0.isStopped = true }
  }

  private func watch() {
    while !state.withLock({ $0.isStopped }) {
      // A daemon that is gone or slow gives no path; the next question may fare better.
      let path = try? ask()
      state.withLock { $0.path = path ?? nil }
      Thread.sleep(forTimeInterval: Self.interval)
    }
  }

  private func ask() throws -> [String]? {
    var client = try ControlClient(path: socket)
    try client.send(.routes)
    var path: [String]?
    while let response = try client.next(within: 2) {
      guard case .routes(let report) = response else { continue }
      let route = report.routes.first { $0.to == destination && $0.trafficClass == "balanced" }
      path = route?.paths.first.map { ($0.relay.map { [$0] } ?? []) + [destination] }
    }
    return path
  }
}
