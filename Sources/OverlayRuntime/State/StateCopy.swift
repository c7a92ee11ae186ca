/// The copy of a file that nobody could tell this node again, behind a checksum: where the two differ, the
/// copy is right if its checksum is.
///
/// The checksum (FNV-1a, 64 bits) is for bad sectors and half-written files, not against people.
struct StateCopy: Hashable, Sendable {
  /// What the file holds.
  let contents: [UInt8]

  private static let checksumBytes = 8

  /// A copy of what is written.
  init(of contents: [UInt8]) {
    self.contents = contents
  }

  /// Reads a copy; nil when it is not whole.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.checksumBytes else { return nil }
    let contents = Array(bytes.dropFirst(Self.checksumBytes))
    guard Array(bytes.prefix(Self.checksumBytes)) == Self.checksum(contents) else { return nil }
    self.contents = contents
  }

  /// What is written.
  var encoded: [UInt8] { Self.checksum(contents) + contents }

  private static func checksum(_ contents: [UInt8]) -> [UInt8] {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in contents { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: sum >> UInt64(8 * (7 - $0))) }
  }
}
