/// The Internet checksum (RFC 1071), added up from pieces.
///
/// Words are added as the machine reads them; section 2(B) of the RFC shows that the result, stored
/// as the machine writes it, is the same in either byte order.
struct InternetChecksum {
  private var total: UInt64 = 0

  /// Adds the bytes of a range. Of all ranges that are added, only the last may have an odd length.
  @inline(__always)
  mutating func add(_ buffer: PacketBuffer, _ range: Range<Int>) {
    total &+= unsafe Self.sum(UnsafeRawPointer(buffer.pointer(range)), range.count)
  }

  /// Adds a number of up to 32 bits, such as a length or a protocol of the pseudo-header.
  @inline(__always)
  mutating func add(_ value: Int) {
    total &+= UInt64(UInt32(truncatingIfNeeded: value).bigEndian)
  }

  /// The sum in 16 bits, not complemented: what a field holds that the kernel shall complete.
  var partial: UInt16 {
    var folded = total
    while folded >> 16 != 0 { folded = folded & 0xffff + folded >> 16 }
    return UInt16(bigEndian: UInt16(folded))
  }

  /// What the checksum field holds.
  var field: UInt16 { ~partial }

  /// Whether a sum over bytes that contain their checksum says that they are whole.
  var isValid: Bool { partial == 0xffff }

  /// Each half of every 32-bit word has lanes of its own, in which 65,536 words can be added up
  /// before they overflow: twice what an IP packet holds.
  @inline(__always)
  private static func sum(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var low = SIMD16<UInt32>.zero
    var high = SIMD16<UInt32>.zero
    var offset = 0
    while offset + 64 <= count {
      let words = unsafe start.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt32>.self)
      low &+= words & 0xffff
      high &+= words &>> 16
      offset += 64
    }
    var total = UInt64(low.wrappedSum()) &+ UInt64(high.wrappedSum())
    while offset + 4 <= count {
      total &+= UInt64(unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      offset += 4
    }
    if offset + 2 <= count {
      total &+= UInt64(unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      offset += 2
    }
    if offset < count {
      // The last byte is the more significant half of a word whose other half is zero.
      let last = unsafe start.load(fromByteOffset: offset, as: UInt8.self)
      total &+= UInt64((UInt16(last) << 8).bigEndian)
    }
    return total
  }
}
