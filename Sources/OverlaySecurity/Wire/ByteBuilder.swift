import OverlayCore

/// Collects big-endian fields of a control message whose length is not known beforehand.
///
/// Frames are written in place by `ByteWriter`; what is signed, hashed or sealed as a whole is
/// built here.
struct ByteBuilder {
  /// What was appended so far.
  private(set) var bytes: [UInt8] = []

  /// Starts empty, with room for `capacity` bytes.
  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  /// Appends an integer, most significant byte first.
  mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
    var shift = Value.bitWidth - 8
    while shift >= 0 {
      bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
      shift -= 8
    }
  }

  /// Appends bytes as they are.
  mutating func append(_ values: [UInt8]) {
    bytes.append(contentsOf: values)
  }

  /// Appends an underlay address as `ByteWriter` lays it out.
  mutating func append(_ address: UnderlayAddress) {
    append(address.family.rawValue)
    append(address.host)
    append(address.port)
  }
}
