import Foundation
import OverlayCore
import OverlayRuntime
import Testing

/// Creating devices needs CAP_NET_ADMIN; without it these tests say so and the refusal is tested.
@Suite("the TUN device", .serialized)
struct TunDeviceTests {
  private static var isAllowed: Bool {
    (try? TunDevice(name: "selvtest%d")) != nil
  }

  @Test("a configured device carries a packet from the host and disappears with its owner")
  func packets() throws {
    guard Self.isAllowed else { return }
    let name = try exchangePackets()
    #expect(!FileManager.default.fileExists(atPath: "/sys/class/net/\(name)"))
  }

  private func exchangePackets() throws -> String {
    let device = try TunDevice(name: "selvtest%d")
    #expect(device.name.hasPrefix("selvtest"))
    try device.setMTU(1352)
    try device.setIPv4(0x0a63_fe01, prefixLength: 24)
    try device.setUp()
    try device.addRoute(ipv4: 0x0a63_fd00, prefixLength: 24)

    // The route above sends what goes to 10.99.253.9 through the device.
    let sender = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0, port: 0))
    let arena = PacketArena(count: 2)
    var queue = SendQueue()
    _ = queue.append(
      arena, buffer: 0, range: 0..<33, to: UnderlayAddress(ipv4: 0x0a63_fd09, port: 9))
    let report = queue.flush(through: sender)
    #expect(report.sent == 1)
    let length = try packet(from: device, into: arena, toward: [10, 99, 253, 9])
    #expect(length == 20 + 8 + 33)
    let isTaken = device.write(arena[1], 68..<(68 + 61))
    #expect(isTaken)
    return device.name
  }

  /// Reads until an IPv4 packet to `destination` comes; the kernel sends some of its own.
  private func packet(
    from device: TunDevice, into arena: borrowing PacketArena, toward destination: [UInt8]
  ) throws -> Int? {
    var loop = try EventLoop()
    try loop.add(device.descriptor(), token: EventToken(.tun))
    let deadline = loop.clock.now + .seconds(5)
    while loop.clock.now < deadline {
      _ = try loop.wait(until: deadline)
      while var packets = device.read() {
        guard let length = packets.next(into: arena[1], at: 68) else { continue }
        let matches = arena.withBuffer(1) { buffer in
          buffer[68] >> 4 == 4 && (0..<4).allSatisfy { buffer[68 + 16 + $0] == destination[$0] }
        }
        if matches { return length }
      }
    }
    return nil
  }

  @Test("a flow comes from the queue that its other direction was written to")
  func flowsKeepToTheirQueues() throws {
    guard Self.isAllowed else { return }
    let device = try TunDevice(name: "selvtest%d", queues: 8)
    #expect(device.queueCount == 8)
    try device.setIPv4(0x0a63_fc01, prefixLength: 24)
    try device.setUp()
    let sender = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0, port: 0))
    let arena = PacketArena(count: 2)
    for queue in [5, 2, 7] {
      _ = try #require(try queueOfNextPacket(sender, device, arena))
      // Addresses and ports in exchange: no checksum changes.
      arena.withBuffer(1) { bytes in
        for offset in 0..<4 { bytes.swapAt(68 + 12 + offset, 68 + 16 + offset) }
        for offset in 0..<2 { bytes.swapAt(68 + 20 + offset, 68 + 22 + offset) }
      }
      #expect(device.write(arena[1], 68..<(68 + 20 + 8 + 33), to: queue))
      #expect(try queueOfNextPacket(sender, device, arena) == queue)
    }
  }

  /// Sends a datagram to 10.99.252.9 and says which queue of the device it comes from.
  private func queueOfNextPacket(
    _ sender: borrowing UDPSocket, _ device: TunDevice, _ arena: borrowing PacketArena
  ) throws -> Int? {
    var queue = SendQueue()
    _ = queue.append(
      arena, buffer: 0, range: 0..<33, to: UnderlayAddress(ipv4: 0x0a63_fc09, port: 9))
    _ = queue.flush(through: sender)
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(5)
    while clock.now < deadline {
      for number in 0..<device.queueCount {
        while var packets = device.read(number) {
          guard packets.next(into: arena[1], at: 68) == 20 + 8 + 33 else { continue }
          return number
        }
      }
    }
    return nil
  }

  @Test("a name in use is refused by name", arguments: [1, 4])
  func taken(queues: Int) throws {
    guard Self.isAllowed else { return }
    let first = try TunDevice(name: "selvtest%d", queues: queues)
    do {
      _ = try TunDevice(name: first.name, queues: queues)
      Issue.record("two owners of \(first.name)")
    } catch {
      let name = first.name
      #expect(error == .taken(name: name))
    }
  }

  @Test("a device that was made beforehand is used with the one queue that it has")
  func madeBeforehand() throws {
    guard Self.isAllowed else { return }
    try ip("tuntap", "add", "dev", "selvpre0", "mode", "tun")
    defer { try? ip("tuntap", "del", "dev", "selvpre0", "mode", "tun") }
    let device = try TunDevice(name: "selvpre0", queues: 4)
    #expect(device.queueCount == 1)
    #expect(throws: TunError.taken(name: "selvpre0")) {
      try TunDevice(name: "selvpre0", queues: 4)
    }
  }

  private func ip(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ip"] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("missing rights are explained with both ways out")
  func missingRights() {
    let error = TunError.forbidden(name: "selvedge0")
    #expect(error.problem.contains("selvedge0"))
    #expect(error.remedy.contains("CAP_NET_ADMIN"))
    #expect(error.remedy.contains("--no-tun"))
  }
}
