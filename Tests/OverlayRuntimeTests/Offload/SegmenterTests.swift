import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("cutting what the kernel left whole")
struct SegmenterTests {
  private static func recipe(_ random: inout SeededRandom, tcp: Bool) -> PacketForge.Recipe {
    let options = tcp ? Int(random.next() % 11) * 4 : 0
    return PacketForge.Recipe(
      isIPv6: random.next() % 2 == 0, isTCP: tcp,
      tcpOptions: PacketForge.random(options, &random),
      flags: [0x10, 0x18, 0x11, 0x90, 0x19][Int(random.next() % 5)],
      sequence: UInt32(truncatingIfNeeded: random.next()),
      identification: UInt16(truncatingIfNeeded: random.next()),
      payload: PacketForge.random(1 + Int(random.next() % 20_000), &random))
  }

  /// The whole as the kernel would hand it over, its checksum left to us.
  private static func whole(
    _ recipe: PacketForge.Recipe, size: Int, in buffer: PacketBuffer
  ) -> Segmenter? {
    let bytes = PacketForge.packet(recipe)
    PacketForge.fill(buffer, with: bytes, at: 10)
    var header = VirtioHeader()
    header.isChecksumPartial = true
    header.segmentation = recipe.isTCP ? (recipe.isIPv6 ? .tcpIPv6 : .tcpIPv4) : .udp
    header.segmentLength = UInt16(size)
    header.checksumStart = recipe.isIPv6 ? 40 : 20
    header.checksumOffset = recipe.isTCP ? 16 : 6
    header.write(to: buffer)
    let read = VirtioHeader(buffer)
    #expect(read == header)
    return read.flatMap { Segmenter(buffer, 10..<(10 + bytes.count), $0) }
  }

  private static func drain(_ segmenter: Segmenter) -> [[UInt8]] {
    var segmenter = segmenter
    let arena = PacketArena(count: 1)
    var packets: [[UInt8]] = []
    while let length = segmenter.next(into: arena[0], at: 72) {
      packets.append(PacketForge.bytes(arena[0], 72..<(72 + length)))
    }
    return packets
  }

  @Test("the pieces are byte for byte those of a plain implementation", arguments: 0..<150)
  func matchesOracle(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let recipe = Self.recipe(&random, tcp: seed % 3 != 0)
    let size = 200 + Int(random.next() % 1_200)
    let arena = PacketArena(count: 1, bytesEach: 70_000)
    let segmenter = try #require(Self.whole(recipe, size: size, in: arena[0]))
    #expect(Self.drain(segmenter) == PacketForge.cut(recipe, into: size))
  }

  @Test("a packet that is whole gets the checksum that it lacks", arguments: [true, false])
  func partialChecksum(tcp: Bool) throws {
    for payload in 0..<64 {
      var random = SeededRandom(seed: UInt64(payload))
      var recipe = PacketForge.Recipe(isTCP: tcp)
      recipe.payload = PacketForge.random(payload, &random)
      let right = PacketForge.packet(recipe)
      let place = 20 + (tcp ? 16 : 6)
      let length = PacketForge.big32(UInt32(right.count - 20))
      let pseudo = Array(right[12..<20]) + length + [0, 0, 0, tcp ? 6 : 17]
      var partial = right
      partial.replaceSubrange(
        place..<place + 2, with: PacketForge.big(~PacketForge.checksum(pseudo)))
      let arena = PacketArena(count: 1)
      PacketForge.fill(arena[0], with: partial)
      var header = VirtioHeader()
      header.isChecksumPartial = true
      header.checksumStart = 20
      header.checksumOffset = tcp ? 16 : 6
      let segmenter = try #require(Segmenter(arena[0], 0..<partial.count, header))
      #expect(Self.drain(segmenter) == [right])
    }
  }

  @Test("a header that contradicts its packet is refused")
  func contradictions() {
    let arena = PacketArena(count: 1)
    let bytes = PacketForge.packet(PacketForge.Recipe(payload: [1, 2, 3]))
    PacketForge.fill(arena[0], with: bytes)
    func accepts(_ change: (inout VirtioHeader) -> Void) -> Bool {
      var header = VirtioHeader()
      header.isChecksumPartial = true
      header.segmentation = .tcpIPv4
      header.segmentLength = 2
      header.checksumStart = 20
      header.checksumOffset = 16
      change(&header)
      return Segmenter(arena[0], 0..<bytes.count, header) != nil
    }
    #expect(accepts { _ in })
    #expect(!accepts { $0.segmentLength = 0 })
    #expect(!accepts { $0.checksumStart = 60 })
    #expect(!accepts { $0.checksumStart = 4 })
    #expect(
      !accepts {
        $0.segmentation = .none
        $0.checksumOffset = 60
      })
  }
}
