/// The two bits by which routers tell of congestion instead of dropping packets (RFC 3168, section 5),
/// and how a tunnel carries them (RFC 6040).
enum CongestionMark: UInt8, Hashable, CaseIterable {
  /// Its sender does not understand marks.
  case notCapable = 0
  /// ECT(1).
  case capable1 = 1
  /// ECT(0).
  case capable0 = 2
  /// CE: some router was congested.
  case experienced = 3

  /// The mark in a byte of IPv4's type of service, or IPv6's traffic class.
  init(trafficByte: UInt8) {
    self =
      switch trafficByte & 3 {
      case 0: .notCapable
      case 1: .capable1
      case 2: .capable0
      default: .experienced
      }
  }

  /// What a packet carries on after it has left a tunnel; nil when it must be dropped, because
  /// congestion was marked and its sender would not understand that (RFC 6040, figure 4).
  static func leaving(inner: CongestionMark, outer: CongestionMark) -> CongestionMark? {
    switch (inner, outer) {
    case (.notCapable, .experienced): nil
    case (.notCapable, _): .notCapable
    case (_, .experienced): .experienced
    case (.capable0, .capable1): .capable1
    default: inner
    }
  }

  /// The byte that a packet's tunnel datagram carries: code point and mark of the packet itself, RFC
  /// 6040's normal mode (section 4.1) with RFC 2983's uniform model. A relay sends on the byte that it
  /// received: it is a router of the datagram, not an end of the tunnel.
  ///
  /// Zero for what is no IP packet.
  static func trafficByte(of bytes: borrowing Span<UInt8>, at start: Int) -> UInt8 {
    guard start >= 0, start + 2 <= bytes.count else { return 0 }
    switch bytes[start] >> 4 {
    case 4: return bytes[start + 1]
    case 6: return bytes[start] << 4 | bytes[start + 1] >> 4
    default: return 0
    }
  }

  /// Brings the mark of the packet in `range`, which leaves the tunnel, up to date; false when it must
  /// be dropped. Its code point stays as its sender chose it.
  ///
  /// - Parameter outer: The traffic byte of the datagram that it came in.
  static func leave(
    _ buffer: inout MutableSpan<UInt8>, in range: Range<Int>, outer: UInt8
  ) -> Bool {
    let start = range.lowerBound
    guard start >= 0, range.upperBound <= buffer.count, range.count >= 20 else { return true }
    let byte = trafficByte(of: buffer.span, at: start)
    let inner = CongestionMark(trafficByte: byte)
    guard let mark = leaving(inner: inner, outer: CongestionMark(trafficByte: outer)) else {
      return false
    }
    guard mark != inner else { return true }
    switch buffer[start] >> 4 {
    case 4: setIPv4(mark, byte, in: &buffer, at: start)
    case 6: buffer[start + 1] = buffer[start + 1] & 0xcf | mark.rawValue << 4
    default: break
    }
    return true
  }

  private static func setIPv4(
    _ mark: CongestionMark, _ byte: UInt8, in buffer: inout MutableSpan<UInt8>, at start: Int
  ) {
    let version = UInt16(buffer[start]) << 8
    let changed = byte & 0xfc | mark.rawValue
    let checksum = UInt16(buffer[start + 10]) << 8 | UInt16(buffer[start + 11])
    let updated = InternetChecksum.updated(
      checksum, replacing: version | UInt16(byte), with: version | UInt16(changed))
    buffer[start + 1] = changed
    buffer[start + 10] = UInt8(updated >> 8)
    buffer[start + 11] = UInt8(updated & 255)
  }
}
