/// Which frame counters of a path have been seen, so that none is accepted twice.
///
/// RFC 6479: a ring of 64-bit blocks. Moving forward clears whole blocks instead of shifting a
/// bitmap, so one block's worth of bits is given up and every operation touches few words. A
/// value of ``blockCount`` words, without heap storage.
public struct ReplayWindow: Sendable {
  /// Blocks in the ring, a power of two.
  public static let blockCount = 32
  /// How far behind the newest counter a frame may arrive: one block less than the ring.
  ///
  /// At 1,400 B frames and 10 Gbit/s this is 2.2 ms of reordering, and striping over several
  /// paths does not use it up, because every path has its own window.
  public static let counters = UInt64((blockCount - 1) * 64)

  private var blocks = InlineArray<32, UInt64>(repeating: 0)
  // One more than the highest counter accepted, so that zero means that none was.
  private var next: UInt64 = 0

  /// A window that has seen nothing.
  public init() {}

  /// The highest counter accepted; nil before the first.
  public var highest: UInt64? { next == 0 ? nil : next - 1 }

  /// Whether `accept` would succeed. Asked before the frame's tag is checked, so that a replayed
  /// frame costs no decryption; changes nothing, because the frame may be forged.
  ///
  /// Mutating all the same: when Swift 6.3 reads an element of an `InlineArray` that it may not
  /// change, it copies the whole array first, here and in every array that holds windows.
  public mutating func wouldAccept(_ counter: UInt64) -> Bool {
    guard counter < next else { return counter != .max }
    guard next - 1 - counter < Self.counters else { return false }
    return blocks[Self.block(of: counter)] & Self.bit(of: counter) == 0
  }

  /// Marks a counter as seen. Only for frames whose tag was right.
  /// - Returns: false when it was seen before, is too old to tell, or is the largest 64-bit
  ///   value, which no session reaches.
  public mutating func accept(_ counter: UInt64) -> Bool {
    let block = Self.block(of: counter)
    let bit = Self.bit(of: counter)
    if counter >= next {
      guard counter != .max else { return false }
      advance(to: counter)
    } else {
      guard next - 1 - counter < Self.counters, blocks[block] & bit == 0 else {
        return false
      }
    }
    blocks[block] |= bit
    return true
  }

  private mutating func advance(to counter: UInt64) {
    // Before the first frame the ring is clear already.
    if next > 0 {
      let newBlocks = min(counter >> 6 - (next - 1) >> 6, UInt64(Self.blockCount))
      for offset in 0..<newBlocks {
        blocks[Self.block(of: counter &- offset << 6)] = 0
      }
    }
    next = counter + 1
  }

  private static func block(of counter: UInt64) -> Int {
    Int(truncatingIfNeeded: counter >> 6) & (blockCount - 1)
  }

  private static func bit(of counter: UInt64) -> UInt64 {
    1 << (counter & 63)
  }
}
