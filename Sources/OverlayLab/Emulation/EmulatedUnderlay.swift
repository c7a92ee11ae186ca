import Foundation
public import OverlayCore
import OverlayRuntime
public import OverlaySimulator
import Synchronization

/// An emulated network for nodes of one process, on a thread of its own: without privileges, on the
/// loopback, and with faults at will.
///
/// Each node is to listen at ``local(_:)`` of its host and to advertise ``remote(_:)``.
public final class EmulatedUnderlay: @unchecked Sendable {
  private struct Orders {
    var faults: [FaultAction] = []
    var isStopping = false
  }

  // The thread's alone once it runs.
  private var emulator: Emulator
  private var loop: EventLoop

  private let orders = Mutex(Orders())
  private let waker: Waker
  private let ports: [UInt16]

  /// Bases of the ports that are tried in turn, between those of demonstrations.
  private static let bases = stride(from: UInt16(20_150), to: lastBase, by: 100)
  private static let lastBase: UInt16 = 32_050

  /// Opens the sockets and starts the thread, which runs until ``stop()``.
  ///
  /// - Parameters:
  ///   - network: The model of the paths between the hosts.
  ///   - portsEach: UDP ports of each host: one for its node, others for programs that do without.
  public init(_ network: NetworkModel, portsEach: Int = 1) throws {
    emulator = try Self.open(network, portsEach)
    ports = emulator.ports
    loop = try EventLoop()
    waker = loop.waker
    try emulator.register(with: loop)
    Thread.detachNewThread { self.run() }
  }

  private static func open(_ network: NetworkModel, _ portsEach: Int) throws -> Emulator {
    func emulator(base: UInt16) throws -> Emulator {
      try Emulator(
        EmulatedNetwork(network: network), ports: (0..<UInt16(portsEach)).map { base + $0 })
    }
    for base in bases {
      do {
        return try emulator(base: base)
      } catch SocketError.inUse {
        continue
      }
    }
    return try emulator(base: lastBase)
  }

  /// Where a host listens, on its port of that number: an address and port to bind to.
  public func local(_ host: Int, port: Int = 0) -> UnderlayAddress {
    EmulatedAddressing.local(EmulatedEndpoint(host: host, port: ports[port]))
  }

  /// Where the other hosts reach it.
  public func remote(_ host: Int, port: Int = 0) -> UnderlayAddress {
    EmulatedAddressing.remote(EmulatedEndpoint(host: host, port: ports[port]))
  }

  /// Has something go wrong, or puts it right, at once.
  public func apply(_ fault: FaultAction) {
    orders.withLock { $0.faults.append(fault) }
    waker.wake()
  }

  /// Ends the thread. Nothing is carried any more.
  public func stop() {
    orders.withLock { $0.isStopping = true }
    waker.wake()
  }

  private func run() {
    while true {
      let (faults, isStopping) = orders.withLock { orders in
        defer { orders.faults = [] }
        return (orders.faults, orders.isStopping)
      }
      guard !isStopping else { return }
      for fault in faults { emulator.network.network.apply(fault) }
      guard let count = try? loop.wait(until: emulator.nextDeadline) else { return }
      for index in 0..<count {
        let event = loop.event(at: index)
        guard event.token.kind == .underlay else { continue }
        emulator.receive(on: Int(event.token.index), now: loop.clock.now)
      }
      _ = emulator.advance(to: loop.clock.now)
    }
  }
}
