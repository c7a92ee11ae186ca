import OverlayCore

/// What a test packet carries: its number and bytes that follow from it.
///
/// ```
/// packet number 4 | stream 4 | filling
/// ```
///
/// The filling differs from packet to packet, so that bytes swapped between two packets show.
public enum TestPayload {
  /// The number and the stream.
  public static let bytesMin = 8

  /// Writes the payload to `range`.
  static func write(
    packet: UInt32, stream: Int, to bytes: inout MutableSpan<UInt8>, in range: Range<Int>
  ) {
    var writer = ByteWriter(at: range.lowerBound)
    writer.uint32(packet, to: &bytes)
    writer.uint32(UInt32(stream), to: &bytes)
    var filling = UInt64(packet) &* 0x9e37_79b9_7f4a_7c15
    while writer.position < range.upperBound {
      writer.byte(UInt8(truncatingIfNeeded: filling >> 56), to: &bytes)
      filling = filling &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    }
  }

  /// The digest of the payload that belongs to a packet, without building it elsewhere.
  static func digest(packet: UInt32, stream: Int, count: Int) -> UInt64 {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    write(packet: packet, stream: stream, to: &span, in: 0..<count)
    return digest(span.span, in: 0..<count)
  }

  /// The digest of what was delivered.
  static func digest(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
