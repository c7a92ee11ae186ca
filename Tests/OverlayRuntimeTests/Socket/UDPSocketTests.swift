import OverlayCore
import OverlayRuntime
import Testing

@Suite("UDP sockets")
struct UDPSocketTests {
  private static let loopback: UInt32 = 0x7f00_0001

  /// Waits for `count` datagrams and returns their contents in order, with the sources.
  private func receive(
    _ count: Int, from socket: borrowing UDPSocket
  ) throws -> [([UInt8], UnderlayAddress)] {
    var batch = DatagramBatch()
    var loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    let deadline = loop.clock.now + .seconds(10)
    var received: [([UInt8], UnderlayAddress)] = []
    while received.count < count, loop.clock.now < deadline {
      if !socket.hasPending { _ = try loop.wait(until: deadline) }
      for index in 0..<(try socket.receive(into: &batch)) {
        let length = batch.length(index)
        let bytes = batch.arena.withBuffer(index) { buffer in (0..<length).map { buffer[$0] } }
        received.append((bytes, batch.source(index)))
      }
    }
    return received
  }

  /// Sends datagrams of the given lengths, each filled with its own number.
  private func send(
    _ lengths: [Int], to address: UnderlayAddress, through socket: borrowing UDPSocket
  ) -> SendReport {
    let arena = PacketArena(count: lengths.count)
    var queue = SendQueue()
    for (index, length) in lengths.enumerated() {
      arena.withBuffer(index) { buffer in
        for offset in 0..<length { buffer[10 + offset] = UInt8(truncatingIfNeeded: index) }
      }
      let isQueued = queue.append(arena, buffer: index, range: 10..<(10 + length), to: address)
      #expect(isQueued)
    }
    return queue.flush(through: socket)
  }

  @Test("a batch arrives whole, in order and with its source", arguments: [4, 6])
  func batch(version: Int) throws {
    let host =
      version == 4
      ? UnderlayAddress(ipv4: Self.loopback, port: 0)
      : UnderlayAddress(family: .ipv6, host: 1, port: 0)
    let sender = try UDPSocket(bindingTo: host)
    let receiver = try UDPSocket(bindingTo: host)
    let lengths = [1400, 1400, 1400, 900, 1, 1400, 64, 64, 64, 2000]
    let report = send(lengths, to: receiver.address, through: sender)
    #expect(report.sent == lengths.count)
    #expect(report.dropped == 0)
    let received = try receive(lengths.count, from: receiver)
    #expect(received.map(\.0.count) == lengths)
    for (index, datagram) in received.enumerated() {
      #expect(datagram.0.allSatisfy { $0 == UInt8(index) })
      #expect(datagram.1 == sender.address)
    }
  }

  @Test("neighbours of one size leave in one call, and more than a batch arrives over several")
  func segmentation() throws {
    let host = UnderlayAddress(ipv4: Self.loopback, port: 0)
    let sender = try UDPSocket(bindingTo: host)
    let receiver = try UDPSocket(bindingTo: host)
    let lengths = [Int](repeating: 1300, count: 200)
    let report = send(lengths, to: receiver.address, through: sender)
    #expect(report.sent == 200)
    #expect(report.systemCalls == 1)
    let received = try receive(200, from: receiver)
    #expect(received.map { $0.0[0] } == (0..<200).map { UInt8($0) })
  }

  @Test("a datagram that cannot be sent costs nobody else")
  func refusedDatagram() throws {
    let host = UnderlayAddress(ipv4: Self.loopback, port: 0)
    let sender = try UDPSocket(bindingTo: host)
    let receiver = try UDPSocket(bindingTo: host)
    let arena = PacketArena(count: 3)
    var queue = SendQueue()
    // Multicast and foreign addresses cannot be reached from a socket bound to the loopback.
    let unreachable = UnderlayAddress(ipv4: 0xc000_0201, port: 9)
    for (buffer, address) in [receiver.address, unreachable, receiver.address].enumerated() {
      let isQueued = queue.append(arena, buffer: buffer, range: 0..<5, to: address)
      #expect(isQueued)
    }
    let report = queue.flush(through: sender)
    #expect(report.sent == 2)
    #expect(report.dropped == 1)
    #expect(report.lastError != nil)
    let received = try receive(2, from: receiver)
    #expect(received.count == 2)
  }

  @Test("a datagram larger than its buffer is dropped, its neighbours are not")
  func oversized() throws {
    let host = UnderlayAddress(ipv4: Self.loopback, port: 0)
    let sender = try UDPSocket(bindingTo: host)
    let receiver = try UDPSocket(bindingTo: host)
    _ = send([100, 1600, 100], to: receiver.address, through: sender)
    var batch = DatagramBatch(capacity: 8, bytesMax: 1500)
    var loop = try EventLoop()
    try loop.add(receiver.descriptor, token: EventToken(.underlay))
    _ = try loop.wait(until: .never)
    let count = try receiver.receive(into: &batch)
    #expect(count == 2)
  }

  @Test("an empty socket gives nothing and does not wait")
  func empty() throws {
    let socket = try UDPSocket(bindingTo: UnderlayAddress(ipv4: Self.loopback, port: 0))
    var batch = DatagramBatch()
    let count = try socket.receive(into: &batch)
    #expect(count == 0)
  }

  @Test("a taken port is named, with a way to find who has it")
  func takenPort() throws {
    let first = try UDPSocket(bindingTo: UnderlayAddress(ipv4: Self.loopback, port: 0))
    do {
      _ = try UDPSocket(bindingTo: first.address)
      Issue.record("two sockets shared a port")
    } catch {
      #expect(error == .inUse(first.address))
      #expect(error.problem.contains("\(first.address)"))
      #expect(error.remedy.contains("ss -ulpn"))
    }
  }

  @Test("an address of another host is refused by name")
  func foreignAddress() throws {
    let foreign = UnderlayAddress(ipv4: 0xc000_0201, port: 0)
    do {
      _ = try UDPSocket(bindingTo: foreign)
      Issue.record("bound to a foreign address")
    } catch {
      #expect(error == .notOurs(foreign))
    }
  }

  @Test("a full send queue refuses more and is empty after a flush")
  func fullQueue() throws {
    let socket = try UDPSocket(bindingTo: UnderlayAddress(ipv4: Self.loopback, port: 0))
    let arena = PacketArena(count: 1)
    var queue = SendQueue(capacity: 2)
    let queued = (0..<3).map { _ in
      queue.append(arena, buffer: 0, range: 0..<1, to: socket.address)
    }
    #expect(queued == [true, true, false])
    let report = queue.flush(through: socket)
    #expect(report.sent == 2)
    let left = queue.count
    #expect(left == 0)
  }
}
