import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySimulator

/// A whole demonstration: four real daemons as the paper's four sites, the Internet between them,
/// and two streams from MIT to ArosNet side by side.
///
/// One thread turns one event loop; only the daemons are processes of their own, and one thread
/// asks MIT's daemon which way it goes.
public final class DemoRun {
  let configuration: DemoConfiguration
  let view: any DemoView
  let ports: DemoPorts
  let daemons: [SiteDaemon]
  let root: String
  var emulator: Emulator
  var loop: EventLoop
  var signals: SignalWatch
  /// The streams, once they run.
  var streams: DemoStreams?
  var isInterrupted = false
  /// Struck faults wait here until the main loop has told of them.
  var struck: [FaultAction] = []

  /// Opens the sockets and makes the directories; starts nothing yet.
  public init(_ configuration: DemoConfiguration, view: any DemoView) throws {
    self.configuration = configuration
    self.view = view
    emulator = try Self.openEmulator(configuration)
    ports = DemoPorts(base: emulator.ports[0])
    loop = try EventLoop()
    signals = try SignalWatch()
    try loop.add(signals.descriptor, token: EventToken(.signal))
    try emulator.register(with: loop)
    let root = FileManager.default.temporaryDirectory
      .appending(path: "selvedge-demo-\(UUID().uuidString.prefix(8))").path()
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    self.root = root
    daemons = Site.allCases.map {
      SiteDaemon($0, executable: configuration.executable, root: root)
    }
  }

  private static func openEmulator(_ configuration: DemoConfiguration) throws -> Emulator {
    let network = SiteNetwork.model(
      seed: 1, isDirectQuick: configuration.scenario != .sites)
    for ports in DemoPorts.candidates {
      do {
        return try Emulator(
          EmulatedNetwork(network: network, plan: FaultPlan()), ports: ports.emulated)
      } catch SocketError.inUse {
        continue
      }
    }
    throw DemoError.noPorts
  }

  /// Gives the demonstration, cleans up whatever happens, and returns what was measured.
  ///
  /// - Throws: ``DemoError``, or what a socket or file refused.
  public func run() throws -> DemoSummary {
    defer { cleanUp() }
    try holdCeremony()
    try startDaemons()
    return try showStreams()
  }

  /// Turns the loop until `isDone`, or for as long as `limit` says; false when the time ran out.
  @discardableResult
  func pump(limit: Interval, until isDone: () -> Bool) throws -> Bool {
    let end = loop.clock.now + limit
    while !isDone() {
      guard loop.clock.now < end else { return false }
      try turn(until: min(end, loop.clock.now + .milliseconds(20)))
      if isInterrupted { throw DemoError.interrupted }
    }
    return true
  }

  /// Waits for the next thing to do, at most until `deadline`, and does it.
  func turn(until deadline: Instant) throws {
    var next = min(deadline, emulator.nextDeadline)
    if let streams { next = min(next, streams.nextDeadline) }
    let count = try loop.wait(until: next)
    for index in 0..<count {
      let event = loop.event(at: index)
      switch event.token.kind {
      case .underlay: emulator.receive(on: Int(event.token.index), now: loop.clock.now)
      case .tunnel: streams?.receive(on: Int(event.token.index), now: loop.clock.now)
      case .signal: if signals.take() != nil { isInterrupted = true }
      default: break
      }
    }
    struck += emulator.advance(to: loop.clock.now).map(\.action)
    streams?.advance(to: loop.clock.now)
  }

  /// Ends the daemons and removes their files.
  private func cleanUp() {
    daemons.forEach { $0.terminate() }
    // A farewell takes one datagram to each neighbour; three seconds are ample.
    let end = loop.clock.now + .seconds(3)
    while loop.clock.now < end, daemons.contains(where: \.isRunning) {
      guard (try? turn(until: loop.clock.now + .milliseconds(20))) != nil else { break }
    }
    daemons.forEach { $0.kill() }
    try? FileManager.default.removeItem(atPath: root)
  }
}
