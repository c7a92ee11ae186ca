internal import OverlayCore

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

  /// The traffic byte of a packet that finds a queue too long; nil when it must be dropped instead.
  @inline(__always)
  static func congested(_ trafficByte: UInt8) -> UInt8? {
    trafficByte & 3 == 0 ? nil : trafficByte | 3
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

  /// Brings the mark of a packet that leaves the tunnel up to date; false when it must be dropped. Its
  /// code point stays as its sender chose it.
  ///
  /// - Parameters:
  ///   - header: The packet's, which starts at `start` in the buffer.
  ///   - outer: The traffic byte of the datagram that it came in. At the other end of the tunnel that
  ///     was the packet's own: RFC 6040's normal mode (section 4.1) with RFC 2983's uniform model. A
  ///     relay sends on the byte that it received, being a router of the datagram.
  @inline(__always)
  static func leave(
    _ buffer: inout MutableSpan<UInt8>, _ header: IPHeader, at start: Int, outer: UInt8
  ) -> Bool {
    // Nothing is to be learned from a datagram without a mark, as most are.
    outer & 3 == 0 || mark(&buffer, header, at: start, outer: outer)
  }

  private static func mark(
    _ buffer: inout MutableSpan<UInt8>, _ header: IPHeader, at start: Int, outer: UInt8
  ) -> Bool {
    let inner = CongestionMark(trafficByte: header.trafficByte)
    guard let mark = leaving(inner: inner, outer: CongestionMark(trafficByte: outer)) else {
      return false
    }
    guard mark != inner else { return true }
    switch header.family {
    case .ipv4: setIPv4(mark, header.trafficByte, in: &buffer, at: start)
    case .ipv6: buffer[start + 1] = buffer[start + 1] & 0xcf | mark.rawValue << 4
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
