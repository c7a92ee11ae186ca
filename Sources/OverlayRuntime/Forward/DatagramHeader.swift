internal import OverlayCore

/// The header of an application's datagram in the overlay.
///
/// ```
/// | source port 2 | destination port 2 | data |
/// ```
struct DatagramHeader {
  /// Bytes on the wire.
  static let byteCount = 4

  /// The sender's port.
  var source: UInt16
  /// The receiver's port.
  var destination: UInt16

  /// A header with both ports.
  init(source: UInt16, destination: UInt16) {
    self.source = source
    self.destination = destination
  }

  /// Reads the front of a payload; nil when it is too short.
  init?(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) {
    var reader = ByteReader(bytes, at: range.lowerBound, end: range.upperBound)
    guard let source = try? reader.uint16(bytes), let destination = try? reader.uint16(bytes)
    else { return nil }
    self.init(source: source, destination: destination)
  }

  /// Writes the header from `offset` on.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    var writer = ByteWriter(at: offset)
    writer.uint16(source, to: &buffer)
    writer.uint16(destination, to: &buffer)
  }

  /// Tells flows between two nodes apart.
  var flow: UInt64 { 1 << 32 | UInt64(source) << 16 | UInt64(destination) }
}
