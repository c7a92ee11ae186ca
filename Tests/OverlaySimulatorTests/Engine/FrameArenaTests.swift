import Testing

@testable import OverlaySimulator

@Suite("frame arena")
struct FrameArenaTests {
  private func put(_ byte: UInt8, length: Int, in arena: inout FrameArena) -> UInt32 {
    arena.makeRoom(for: 1_200)
    arena.write { bytes, position in
      for offset in 0..<length { bytes[position + offset] = byte }
    }
    return arena.keep(
      FrameArena.Header(
        offset: 0, length: UInt16(length), link: 0, receiver: 0, session: 0, counter: 0))
  }

  private func reads(_ byte: UInt8, _ slot: UInt32, in arena: FrameArena) -> Bool {
    var isGood = true
    arena.read(arena.header(of: slot)) { bytes in
      for index in bytes.indices where bytes[index] != byte { isGood = false }
    }
    return isGood
  }

  @Test("frames keep their bytes while others come and go")
  func bytes() {
    var arena = FrameArena()
    var slots: [(slot: UInt32, byte: UInt8)] = []
    for round in 0..<20_000 {
      let byte = UInt8(truncatingIfNeeded: round)
      slots.append((put(byte, length: 1 + round * 7 % 1_200, in: &arena), byte))
      if slots.count > 300 {
        let (slot, byte) = slots.remove(at: round * 31 % slots.count)
        #expect(reads(byte, slot, in: arena))
        arena.release(slot)
      }
    }
    for (slot, byte) in slots { #expect(reads(byte, slot, in: arena)) }
  }

  @Test("the place of frames that have arrived is used again")
  func reuse() {
    var arena = FrameArena()
    var slots: [UInt32] = []
    for round in 0..<100_000 {
      slots.append(put(1, length: 54, in: &arena))
      if slots.count > 1_000 { arena.release(slots.removeFirst()) }
      if round == 10_000 { #expect(arena.footprint < 1_000_000) }
    }
    #expect(arena.count == 1_000)
    #expect(arena.footprint < 1_000_000)
  }
}
