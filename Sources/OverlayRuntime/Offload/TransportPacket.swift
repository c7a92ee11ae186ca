/// What coalescing reads of a TCP or UDP packet without IPv4 options, fragments or IPv6 extension
/// headers.
struct TransportPacket {
  let buffer: PacketBuffer
  /// Where the whole packet lies.
  let range: Range<Int>
  let isIPv6: Bool
  let isTCP: Bool
  /// Bytes of the IP header and of the transport's.
  let ipLength: Int
  let transportLength: Int

  private static let tcp: UInt8 = 6
  private static let udp: UInt8 = 17
  private static let ack: UInt8 = 0x10
  private static let push: UInt8 = 0x08

  /// Reads the packet; nil when it has another shape.
  init?(_ buffer: PacketBuffer, _ range: Range<Int>) {
    let start = range.lowerBound
    guard range.count >= 28 else { return nil }
    let upperProtocol: UInt8
    switch buffer[start] {
    case 0x45:
      guard Int(buffer.uint16(at: start + 2)) == range.count,
        buffer.uint16(at: start + 6) & 0x3fff == 0
      else { return nil }
      isIPv6 = false
      ipLength = 20
      upperProtocol = buffer[start + 9]
    case 0x60..<0x70:
      guard range.count >= 48, Int(buffer.uint16(at: start + 4)) == range.count - 40 else {
        return nil
      }
      isIPv6 = true
      ipLength = 40
      upperProtocol = buffer[start + 6]
    default: return nil
    }
    let transport = start + ipLength
    switch upperProtocol {
    case Self.tcp:
      guard range.count >= ipLength + 20 else { return nil }
      isTCP = true
      transportLength = Int(buffer[transport + 12] >> 4) * 4
      guard transportLength >= 20 else { return nil }
    case Self.udp:
      guard Int(buffer.uint16(at: transport + 4)) == range.count - ipLength else { return nil }
      isTCP = false
      transportLength = 8
    default: return nil
    }
    guard ipLength + transportLength <= range.count else { return nil }
    self.buffer = buffer
    self.range = range
  }

  var headersLength: Int { ipLength + transportLength }
  var payloadLength: Int { range.count - headersLength }
  var transport: Int { range.lowerBound + ipLength }
  var payload: Range<Int> { (range.lowerBound + headersLength)..<range.upperBound }
  var sequence: UInt32 { buffer.uint32(at: transport + 4) }
  /// IPv4's identification.
  var identification: UInt16 { isIPv6 ? 0 : buffer.uint16(at: range.lowerBound + 4) }
  var isPushed: Bool { isTCP && buffer[transport + 13] & Self.push != 0 }

  func markPushed() { buffer[transport + 13] |= Self.push }

  /// Whether it may be joined with others: it has payload and a checksum, and for TCP no flag but
  /// ACK and PSH, whose other flags each mean something at a place of their own.
  var isOrdinary: Bool {
    guard payloadLength > 0 else { return false }
    guard isTCP else { return buffer.uint16(at: transport + 6) != 0 }
    return buffer[transport + 13] & ~Self.push == Self.ack && buffer[transport + 12] & 0x0f == 0
  }

  /// Whether its checksum is right.
  var isWhole: Bool {
    var checksum = pseudoHeader(length: range.count - ipLength)
    checksum.add(buffer, transport..<range.upperBound)
    return checksum.isValid
  }

  /// The sum of the pseudo-header for a transport length.
  func pseudoHeader(length: Int) -> InternetChecksum {
    let start = range.lowerBound
    var checksum = InternetChecksum()
    checksum.add(buffer, isIPv6 ? start + 8..<start + 40 : start + 12..<start + 20)
    checksum.add(length)
    checksum.add(Int(isTCP ? Self.tcp : Self.udp))
    return checksum
  }

  /// A number that all packets of a flow have, of addresses and ports.
  var flowHash: UInt64 {
    let start = range.lowerBound + (isIPv6 ? 8 : 12)
    var hash: UInt64 = isTCP ? 1 : 2
    for offset in stride(from: 0, to: isIPv6 ? 36 : 12, by: 4) {
      hash = (hash ^ UInt64(buffer.uint32(at: start + offset))) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return hash >> 8
  }

  /// Whether both have the same addresses, ports and protocols.
  func isOfFlow(_ other: TransportPacket) -> Bool {
    guard isIPv6 == other.isIPv6, isTCP == other.isTCP else { return false }
    let addresses = isIPv6 ? 8..<44 : 12..<24
    return buffer.equals(
      shifted(addresses), other.buffer, at: other.range.lowerBound + addresses.lowerBound)
  }

  /// Whether two packets of a flow differ only in what segments of one packet differ in: lengths,
  /// checksums, identification, sequence and PSH.
  func resembles(_ other: TransportPacket) -> Bool {
    guard transportLength == other.transportLength else { return false }
    let base = other.range.lowerBound
    // Traffic class and flow label, or DSCP and ECN; hop limit and protocol.
    let ip =
      isIPv6
      ? same(0..<4, other) && same(6..<8, other)
      : same(0..<2, other) && same(6..<10, other)
    guard ip, isTCP else { return ip }
    // Acknowledgement and data offset; flags; window; urgent pointer and options.
    let tcp = ipLength
    return same(tcp + 8..<tcp + 13, other)
      && (buffer[transport + 13] ^ other.buffer[base + tcp + 13]) & ~Self.push == 0
      && same(tcp + 14..<tcp + 16, other) && same(tcp + 18..<headersLength, other)
  }

  private func shifted(_ range: Range<Int>) -> Range<Int> {
    (self.range.lowerBound + range.lowerBound)..<(self.range.lowerBound + range.upperBound)
  }

  private func same(_ range: Range<Int>, _ other: TransportPacket) -> Bool {
    buffer.equals(shifted(range), other.buffer, at: other.range.lowerBound + range.lowerBound)
  }
}
