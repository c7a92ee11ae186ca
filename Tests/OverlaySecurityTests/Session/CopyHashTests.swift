import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("The hash of what a relay passes on")
struct CopyHashTests {
  private static let header = PacketHeader(
    hopLimit: 3, trafficClass: .redundant, kind: .datagram, isSealed: true, isCopied: true,
    flowLabel: 1, sequence: 2, source: NodeID(3), destination: NodeID(4))

  private static func hash(seed: UInt64 = 1) -> CopyHash {
    var entropy = Entropy.seeded(seed)
    return CopyHash(entropy: &entropy)
  }

  @Test(
    "depends on every bit of the payload and on its length",
    arguments: [1, 8, 15, 16, 17, 100])
  func everyBit(count: Int) {
    let hash = Self.hash()
    var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var seen: Set = [hash(Self.header, bytes.span, 0..<count)]
    for bit in 0..<(8 * count) {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      seen.insert(hash(Self.header, bytes.span, 0..<count))
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    bytes.append(0)
    seen.insert(hash(Self.header, bytes.span, 0..<(count + 1)))
    #expect(seen.count == 8 * count + 2)
  }

  @Test("depends on what relays leave alone in the header, and not on what they change")
  func headers() {
    let hash = Self.hash()
    let bytes = [UInt8](repeating: 5, count: 40)
    let first = hash(Self.header, bytes.span, 0..<40)
    let changes: [(inout PacketHeader) -> Void] = [
      { $0.trafficClass = .loss }, { $0.kind = .ip }, { $0.isSealed = false },
      { $0.isTowardKey = true }, { $0.flowLabel = 2 }, { $0.sequence = 3 },
      { $0.source = NodeID(1 << 100) }, { $0.destination = NodeID(3) },
    ]
    for change in changes {
      var header = Self.header
      change(&header)
      #expect(hash(header, bytes.span, 0..<40) != first)
    }
    var later = Self.header
    later.hopLimit = 1
    later.sideSteps = 2
    later.isCopied = false
    #expect(hash(later, bytes.span, 0..<40) == first)
  }

  @Test("is another for each node, and the same wherever the bytes lie")
  func keyed() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0) }
    let moved = [9, 9, 9] + bytes + [9]
    let hash = Self.hash()
    let first = hash(Self.header, bytes.span, 0..<200)
    #expect(hash(Self.header, moved.span, 3..<203) == first)
    #expect(Self.hash(seed: 2)(Self.header, bytes.span, 0..<200) != first)
  }
}
