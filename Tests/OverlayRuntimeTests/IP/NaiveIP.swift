import OverlayCore

@testable import OverlayRuntime

/// Packets built and checked the slow and obvious way, to compare with.
enum NaiveIP {
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum = 0
    for (index, byte) in bytes.enumerated() { sum += index % 2 == 0 ? Int(byte) << 8 : Int(byte) }
    while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
    return ~UInt16(sum)
  }

  static func words(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }

  static func ipv4(
    traffic: UInt8 = 0, flags: UInt16 = 0, upper: UInt8, options: [UInt8] = [], payload: [UInt8]
  ) -> [UInt8] {
    let header = 20 + options.count
    var bytes: [UInt8] = [0x40 | UInt8(header / 4), traffic]
    bytes += words(UInt16(header + payload.count)) + [0x12, 0x34] + words(flags) + [64, upper]
    bytes += [0, 0, 10, 99, 0, 1, 10, 99, 0, 2] + options
    let sum = words(checksum(bytes))
    bytes[10] = sum[0]
    bytes[11] = sum[1]
    return bytes + payload
  }

  static func ipv6(traffic: UInt8 = 0, next: UInt8, payload: [UInt8]) -> [UInt8] {
    [0x60 | traffic >> 4, traffic << 4 | 0xa, 0xbc, 0xde] + words(UInt16(payload.count))
      + [next, 64] + address6(1) + address6(2) + payload
  }

  static func address6(_ last: UInt8) -> [UInt8] {
    [0xfd] + [UInt8](repeating: 0, count: 14) + [last]
  }

  /// What a transport checksum covers besides the segment.
  static func pseudoHeader(_ packet: [UInt8], upper: UInt8, length: Int) -> [UInt8] {
    if packet[0] >> 4 == 4 {
      return Array(packet[12..<20]) + [0, upper] + words(UInt16(length))
    }
    return Array(packet[8..<40]) + [0, 0] + words(UInt16(length)) + [0, 0, 0, upper]
  }

  /// A TCP segment with a right checksum in a packet of either family.
  static func tcp(
    isIPv6: Bool, flags: UInt8, options: [UInt8], extensions: [UInt8] = [],
    firstExtension: UInt8 = 6, data: [UInt8] = []
  ) -> [UInt8] {
    var segment: [UInt8] = [0x12, 0x34, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0]
    segment +=
      [UInt8((20 + options.count) / 4) << 4, flags, 0xff, 0xff, 0, 0, 0, 0] + options + data
    let empty =
      isIPv6
      ? ipv6(next: firstExtension, payload: extensions + segment)
      : ipv4(upper: 6, payload: segment)
    let sum = checksum(pseudoHeader(empty, upper: 6, length: segment.count) + segment)
    segment.replaceSubrange(16..<18, with: words(sum))
    return empty.dropLast(segment.count) + segment
  }

  /// Whether the checksum of the TCP segment that starts at `offset` is right.
  static func hasRightTCPChecksum(_ packet: [UInt8], at offset: Int) -> Bool {
    let segment = Array(packet[offset...])
    return checksum(pseudoHeader(packet, upper: 6, length: segment.count) + segment) == 0
  }

  static func hasRightIPv4Checksum(_ packet: [UInt8]) -> Bool {
    checksum(Array(packet[..<(Int(packet[0] & 15) * 4)])) == 0
  }

  /// The IPv4 fragments put together again, as RFC 791 tells a receiver to; nil when something is
  /// missing or doubtful. The header is the first fragment's, without what fragmentation changed.
  static func reassembled(_ fragments: [[UInt8]]) -> [UInt8]? {
    var data: [Int: UInt8] = [:]
    var end: Int?
    var header: [UInt8] = []
    for fragment in fragments {
      let headerBytes = Int(fragment[0] & 15) * 4
      let flags = UInt16(fragment[6]) << 8 | UInt16(fragment[7])
      let offset = Int(flags & 0x1fff) * 8
      guard hasRightIPv4Checksum(fragment),
        Int(fragment[2]) << 8 | Int(fragment[3]) == fragment.count
      else { return nil }
      let body = fragment[headerBytes...]
      for (index, byte) in body.enumerated() {
        guard data[offset + index] == nil else { return nil }
        data[offset + index] = byte
      }
      if flags & 0x2000 == 0 {
        end = offset + body.count
      } else if body.count % 8 != 0 {
        return nil
      }
      if offset == 0 { header = Array(fragment[..<headerBytes]) }
    }
    guard let end, data.count == end, !header.isEmpty else { return nil }
    let payload = (0..<end).compactMap { data[$0] }
    guard payload.count == end else { return nil }
    return header + payload
  }
}
