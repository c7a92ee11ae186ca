import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("joining packets for the kernel")
struct CoalescedRunTests {
  /// Joins packets, and then cuts what the kernel would get as the kernel does.
  private func roundTrip(_ packets: [[UInt8]]) throws -> (joined: Int, packets: [[UInt8]]) {
    let arena = PacketArena(count: packets.count)
    var run = CoalescedRun()
    var joined = 0
    for (index, bytes) in packets.enumerated() {
      PacketForge.fill(arena[index], with: bytes, at: 60)
      let packet = try #require(TransportPacket(arena[index], 60..<(60 + bytes.count)))
      #expect(packet.isWhole)
      if index == 0 {
        run.begin(packet)
      } else if !run.append(packet) {
        break
      }
      joined += 1
    }
    let begun = run.first
    let first = try #require(begun)
    let payloads = (1..<max(1, joined)).map { number in
      let payload = run.payload(number)
      return PacketForge.bytes(payload, 0..<payload.count)
    }
    let header = run.finish()
    let whole = PacketForge.bytes(first.buffer, first.range) + payloads.flatMap { $0 }
    let kernel = PacketArena(count: 2, bytesEach: 70_000)
    PacketForge.fill(kernel[0], with: whole)
    var segmenter = try #require(Segmenter(kernel[0], 0..<whole.count, header))
    var result: [[UInt8]] = []
    while let length = segmenter.next(into: kernel[1], at: 0) {
      result.append(PacketForge.bytes(kernel[1], 0..<length))
    }
    return (joined, result)
  }

  @Test("what is joined and cut again is what it was, byte for byte", arguments: 0..<100)
  func roundTrips(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let isTCP = seed % 3 != 0
    var recipe = PacketForge.Recipe(isIPv6: seed % 2 == 0, isTCP: isTCP)
    recipe.flags = seed % 5 == 0 ? 0x18 : 0x10
    recipe.sequence = UInt32(truncatingIfNeeded: random.next())
    recipe.identification = UInt16(truncatingIfNeeded: random.next())
    recipe.tcpOptions = isTCP ? PacketForge.random(12, &random) : []
    recipe.payload = PacketForge.random(1 + Int(random.next() % 30_000), &random)
    let packets = PacketForge.cut(recipe, into: 600 + Int(random.next() % 700))
    let (joined, result) = try roundTrip(packets)
    #expect(joined == min(packets.count, CoalescedRun.packetsMax))
    #expect(result == Array(packets.prefix(joined)))
  }

  @Test("what does not follow is not joined")
  func strangers() throws {
    func joins(_ change: (inout PacketForge.Recipe) -> Void) throws -> Bool {
      let first = PacketForge.Recipe(sequence: 5, payload: [UInt8](repeating: 1, count: 100))
      var second = first
      second.sequence += 100
      second.identification += 1
      change(&second)
      return try roundTrip([PacketForge.packet(first), PacketForge.packet(second)]).joined == 2
    }
    #expect(try joins { _ in })
    #expect(try joins { $0.payload.removeLast() })
    #expect(try joins { $0.flags = 0x18 })
    #expect(try !joins { $0.sequence += 1 })
    #expect(try !joins { $0.identification += 1 })
    #expect(try !joins { $0.payload.append(1) })
    #expect(try !joins { $0.acknowledgement += 1 })
    #expect(try !joins { $0.window += 1 })
    #expect(try !joins { $0.tos = 3 })
    #expect(try !joins { $0.tcpOptions = [1, 1, 1, 1] })
  }

  @Test("a shorter packet and a pushed one are the last of their run")
  func endings() throws {
    var recipe = PacketForge.Recipe(payload: [UInt8](repeating: 1, count: 250))
    let short = PacketForge.cut(recipe, into: 100)
    recipe.sequence = 250
    recipe.identification = 3
    let next = PacketForge.cut(recipe, into: 50)
    #expect(try roundTrip(short + next).joined == 3)
    recipe.flags = 0x18
    let pushed = PacketForge.cut(recipe, into: 250)
    #expect(try roundTrip(pushed + next).joined == 1)
  }

  @Test("only plain data is ordinary, and a broken checksum is seen")
  func shapes() throws {
    func read(_ recipe: PacketForge.Recipe, breaking place: Int? = nil) -> TransportPacket? {
      let arena = PacketArena(count: 1)
      var bytes = PacketForge.packet(recipe)
      if let place { bytes[place] ^= 1 }
      PacketForge.fill(arena[0], with: bytes)
      let packet = TransportPacket(arena[0], 0..<bytes.count)
      // Kept alive until everything has been read.
      #expect(
        packet.map { $0.isOrdinary == (recipe.flags == 0x10 && !recipe.payload.isEmpty) } ?? true)
      let isWhole = packet?.isWhole
      #expect(isWhole == nil || isWhole == (place == nil))
      withExtendedLifetime(recipe) {}
      return packet
    }
    #expect(read(PacketForge.Recipe(payload: [1])) != nil)
    #expect(read(PacketForge.Recipe(payload: [1]), breaking: 40) != nil)
    #expect(read(PacketForge.Recipe(flags: 0x12, payload: [1])) != nil)
    #expect(read(PacketForge.Recipe()) != nil)
    // A fragment, options, and a length that is not the packet's.
    #expect(read(PacketForge.Recipe(payload: [1]), breaking: 7) == nil)
    #expect(read(PacketForge.Recipe(payload: [1]), breaking: 0) == nil)
    #expect(read(PacketForge.Recipe(payload: [1]), breaking: 3) == nil)
  }
}
