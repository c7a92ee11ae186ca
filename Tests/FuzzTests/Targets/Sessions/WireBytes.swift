import OverlayCore

/// Writes frames byte by byte, beside the product's own encoders: so that fields may hold what those
/// would never write.
struct WireBytes {
  private(set) var bytes: [UInt8] = []

  init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// The front of a frame.
  init(_ kind: FrameKind) {
    bytes = [kind.rawValue]
  }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func integer(_ value: UInt64, bytes count: Int) {
    for index in (0..<count).reversed() {
      bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))))
    }
  }

  mutating func node(_ node: NodeID) { wide(node.value) }

  mutating func wide(_ value: UInt128) {
    integer(UInt64(truncatingIfNeeded: value >> 64), bytes: 8)
    integer(UInt64(truncatingIfNeeded: value), bytes: 8)
  }

  mutating func address(_ address: UnderlayAddress) {
    byte(address.family.rawValue)
    wide(address.host)
    integer(UInt64(address.port), bytes: 2)
  }

  mutating func contact(_ contact: Contact) {
    node(contact.node)
    wide(contact.key.high)
    wide(contact.key.low)
    address(contact.endpoint)
  }

  mutating func append(_ more: [UInt8]) { bytes += more }
}
