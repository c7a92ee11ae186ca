import OverlayCore
import OverlayLab
import OverlayRuntime
import OverlaySimulator
import Testing

@Suite(.serialized) struct EmulatorTests {
  private let caller = EmulatedEndpoint(host: 0, port: 45_081)
  private let called = EmulatedEndpoint(host: 1, port: 45_082)

  /// Turns the loop until a datagram has come to `socket`, or a second has passed.
  private func wait(
    for socket: borrowing UDPSocket, _ emulator: inout Emulator, _ loop: inout EventLoop
  ) throws -> (source: UnderlayAddress, bytes: [UInt8])? {
    var batch = DatagramBatch()
    let end = loop.clock.now + .seconds(1)
    while loop.clock.now < end {
      let count = try loop.wait(until: min(end, emulator.nextDeadline))
      for index in 0..<count where loop.event(at: index).token.kind == .underlay {
        emulator.receive(on: Int(loop.event(at: index).token.index), now: loop.clock.now)
      }
      _ = emulator.advance(to: loop.clock.now)
      if (try? socket.receive(into: &batch)) ?? 0 > 0 {
        let bytes = batch.arena.withBuffer(0) { buffer in
          (0..<batch.length(0)).map { buffer[$0] }
        }
        return (batch.source(0), bytes)
      }
    }
    return nil
  }

  private func send(
    _ bytes: [UInt8], from socket: borrowing UDPSocket, to address: UnderlayAddress
  ) {
    let arena = PacketArena(count: 1)
    var queue = SendQueue()
    arena.withBuffer(0) { buffer in
      for index in bytes.indices { buffer[index] = bytes[index] }
    }
    _ = queue.append(arena, buffer: 0, range: 0..<bytes.count, to: address)
    #expect(queue.flush(through: socket).sent == 1)
  }

  @Test("a datagram comes through late, from where its answer finds back")
  func roundTrip() throws {
    let network = NetworkModel(hostCount: 2, seed: 1) { _, _ in
      PathModel(delay: .milliseconds(30))
    }
    var emulator = try Emulator(
      EmulatedNetwork(network: network, plan: FaultPlan()), ports: [caller.port, called.port])
    var loop = try EventLoop()
    try emulator.register(with: loop)
    let callerSocket = try UDPSocket(bindingTo: EmulatedAddressing.local(caller))
    let calledSocket = try UDPSocket(bindingTo: EmulatedAddressing.local(called))

    let start = loop.clock.now
    send([1, 2, 3], from: callerSocket, to: EmulatedAddressing.remote(called))
    let call = try #require(try wait(for: calledSocket, &emulator, &loop))
    #expect(call.bytes == [1, 2, 3])
    #expect(call.source == EmulatedAddressing.remote(caller))
    #expect(loop.clock.now - start >= .milliseconds(30))

    send([4], from: calledSocket, to: call.source)
    let answer = try #require(try wait(for: callerSocket, &emulator, &loop))
    #expect(answer.bytes == [4])
    #expect(answer.source == EmulatedAddressing.remote(called))
    #expect(loop.clock.now - start >= .milliseconds(60))

    emulator.network.network.apply(.cut(.oneWay(0, 1)))
    send([5], from: callerSocket, to: EmulatedAddressing.remote(called))
    #expect(try wait(for: calledSocket, &emulator, &loop) == nil)
  }

  @Test("a program of no host is let through at once, and hears the answer")
  func visitor() throws {
    let network = NetworkModel(hostCount: 2, seed: 1) { _, _ in PathModel(delay: .seconds(9)) }
    var emulator = try Emulator(
      EmulatedNetwork(network: network, plan: FaultPlan()), ports: [called.port])
    var loop = try EventLoop()
    try emulator.register(with: loop)
    let calledSocket = try UDPSocket(bindingTo: EmulatedAddressing.local(called))
    let visitor = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 127 << 24 | 1, port: 0))
    send([1, 2], from: visitor, to: EmulatedAddressing.remote(called))
    let call = try #require(try wait(for: calledSocket, &emulator, &loop))
    #expect(call.bytes == [1, 2])
    send([3], from: calledSocket, to: call.source)
    let answer = try #require(try wait(for: visitor, &emulator, &loop))
    #expect(answer.bytes == [3])
    #expect(answer.source == EmulatedAddressing.remote(called))
  }

  @Test("what comes from a port that is not emulated goes nowhere")
  func stranger() throws {
    let network = NetworkModel(hostCount: 2, seed: 1) { _, _ in PathModel(delay: .zero) }
    var emulator = try Emulator(
      EmulatedNetwork(network: network, plan: FaultPlan()), ports: [called.port])
    var loop = try EventLoop()
    try emulator.register(with: loop)
    let calledSocket = try UDPSocket(bindingTo: EmulatedAddressing.local(called))
    let stranger = try UDPSocket(
      bindingTo: EmulatedAddressing.local(EmulatedEndpoint(host: 0, port: 0)))
    send([1], from: stranger, to: EmulatedAddressing.remote(called))
    #expect(try wait(for: calledSocket, &emulator, &loop) == nil)
    #expect(emulator.network.counters.submitted == 0)
  }
}
