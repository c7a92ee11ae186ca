import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("The sizes that a peer can choose, and the rooms that are made for them")
struct PacketLayoutTests {
  @Test("any datagram that is read, and any packet put together, fits a buffer sealed again")
  func buffers() {
    for bytes in [PacketLayout.datagramBytesMax, Limits.stripedBytesMax] {
      #expect(PacketLayout.headroom + bytes + PacketLayout.tailroom <= PacketLayout.bufferBytes)
    }
    #expect(PacketLayout.bufferBytes.nonzeroBitCount == 1)
    #expect(PacketLayout.sentPayloadBytesMax <= Limits.stripedBytesMax)
    #expect(PacketLayout.payloadBytesMax <= PacketLayout.sentPayloadBytesMax)
    #expect(PacketLayout.relayRoom == PacketLayout.headroom + PacketLayout.tailroom)
  }

  @Test("what paths are probed for is read at the other end, answered and passed on")
  func probes() throws {
    #expect(PacketLayout.pathMTUMax <= PacketLayout.datagramBytesMax)
    #expect(PacketLayout.datagramBytesMax <= Limits.datagramBytesMax)
    #expect(Limits.datagramBytesBase <= PacketLayout.datagramBytesMax)
    var configuration = NodeConfiguration.standard
    configuration.pathMTUMax = 9_000
    let network = try TinyNetwork(2, configuration: configuration)
    var longest = 0
    network.tamper = { bytes in
      longest = max(longest, bytes.count)
      return bytes
    }
    for _ in 0..<100 {
      network.send([1], from: 0, to: 1)
      network.run(for: .milliseconds(50))
    }
    #expect(1_400...PacketLayout.datagramBytesMax ~= longest)
    #expect(network.hosts[1].node.snapshot(now: network.now).counters.oversizedDatagrams == 0)
  }

  @Test("any control frame fits a buffer sealed, as it comes and as it is passed on")
  func controlFrames() {
    let sealed =
      DataHeader.longByteCount + Limits.controlFrameBytesMax + FrameCipher.tagBytes
    #expect(sealed <= PacketLayout.datagramBytesMax)
    #expect(SecurityLimits.handshakeBytesMax + PacketLayout.relayRoom <= PacketLayout.bufferBytes)
  }

  @Test("datagrams above the largest are dropped and counted, whatever they begin with")
  func oversized() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let before = network.hosts[0].node.snapshot(now: network.now).counters
    for first in 0...UInt8.max {
      for count in [PacketLayout.datagramBytesMax + 1, 3_000, 65_507] {
        network.inject(
          [first] + [UInt8](repeating: 1, count: count - 1), into: network.hosts[0],
          from: TinyNetwork.address(1))
      }
    }
    let after = network.hosts[0].node.snapshot(now: network.now).counters
    #expect(after.oversizedDatagrams == before.oversizedDatagrams + 768)
    #expect(after.malformed == before.malformed)
  }
}
