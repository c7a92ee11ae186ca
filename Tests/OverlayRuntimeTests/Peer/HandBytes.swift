/// Bytes as they stand on the wire, written one field after another: integers big-endian.
struct HandBytes {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  func integer(_ value: UInt64, _ count: Int) -> HandBytes {
    HandBytes(
      bytes
        + (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) })
  }

  func byte(_ value: UInt8) -> HandBytes { HandBytes(bytes + [value]) }

  func raw(_ more: [UInt8]) -> HandBytes { HandBytes(bytes + more) }

  func zeroes(_ count: Int) -> HandBytes { raw([UInt8](repeating: 0, count: count)) }

  /// | family 1 | host 16 | port 2 |
  func address(_ address: HandAddress) -> HandBytes {
    byte(4).zeroes(12).raw(address.host).integer(UInt64(address.port), 2)
  }

  /// The big-endian integer that begins at `offset`.
  static func integer(_ bytes: [UInt8], at offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// An IPv4 address with a port.
struct HandAddress: Hashable {
  var host: [UInt8]
  var port: UInt16

  /// On this machine.
  static func loopback(_ last: UInt8 = 1, port: UInt16 = 0) -> HandAddress {
    HandAddress(host: [127, 0, 0, last], port: port)
  }
}
