internal import Foundation
internal import Glibc
internal import OverlayCore
internal import OverlayRuntime

/// A lab that is up, in the process that emulates its network.
///
/// Whoever makes one has the lab's lock, removes what an emulator that died has left behind, and
/// leaves nothing behind itself, however it ends; after SIGKILL the next `lab up` or `lab down` does.
public final class LabRun {
  let layout: LabLayout
  let place: LabPlace
  var emulator: LabEmulator
  var control: LineServer<LabRequest, LabAnswer>
  private var loop: EventLoop
  private let signals: SignalWatch
  private let lock: StateLock
  var isStopping = false
  /// Clients that are told when everything has been removed, by losing their connection.
  private static let clientsMax = 16

  /// Builds the lab.
  ///
  /// - Throws: ``LabError`` when it is up already or cannot be built, or what the kernel refused.
  public init(_ layout: LabLayout, name: String) throws {
    let place = LabPlace(name: name)
    try Self.checkRights()
    lock = try LabRemains.takeLock(at: place)
    self.layout = layout
    self.place = place
    do {
      try LabHosts.remove(at: place)
      // Or a file system could not be unmounted while the lab is up.
      _ = FileManager.default.changeCurrentDirectoryPath("/")
      // From here on a signal is an event, so that it cannot interrupt what cleans up.
      signals = try SignalWatch()
      loop = try EventLoop()
      emulator = LabEmulator(layout, devices: try LabHosts.build(layout, at: place))
      control = try LineServer(path: place.socket, clientsMax: Self.clientsMax)
      try loop.add(signals.descriptor, token: EventToken(.signal))
      try loop.add(control.descriptor, token: EventToken(.controlListener))
      try emulator.register(with: loop)
    } catch {
      _ = try? LabHosts.remove(at: place)
      LabRemains.removeDirectory(of: place)
      throw error
    }
  }

  /// Refuses whoever is not root.
  public static func checkRights() throws(LabError) {
    guard geteuid() == 0 else { throw .notRoot }
  }

  /// Emulates until a signal or a request says that it is enough, and removes everything.
  public func run() throws {
    let outcome = Result { try emulate() }
    try LabHosts.remove(at: place)
    LabRemains.removeDirectory(of: place)
    try outcome.get()
  }

  /// Before the programs in the lab: while they are busy, time still passes in the network between
  /// them. Of this thread only.
  private static let niceness: Int32 = -10

  private func emulate() throws {
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    while !isStopping {
      let count = try loop.wait(until: emulator.nextDeadline)
      for index in 0..<count {
        let event = loop.event(at: index)
        let number = Int(event.token.index)
        switch event.token.kind {
        case .tun: emulator.receive(on: number, now: loop.clock.now)
        case .signal: if signals.take() != nil { isStopping = true }
        case .controlListener: control.accept(on: loop)
        case .controlClient:
          for request in control.requests(from: number, event: event, on: loop) {
            for answer in answers(to: request, now: loop.clock.now) {
              control.send(answer, to: number, on: loop)
            }
          }
        default: break
        }
      }
      emulator.advance(to: loop.clock.now)
    }
  }
}
