internal import OverlayCore

/// Which program of a host a packet concerns, as far as the packet tells.
///
/// Several devices can have the same addresses; then this decides whose packet it is. Sources: RFC 792
/// and RFC 4443 for echoes and for the packets that errors quote, RFC 8200, section 4.5, for fragments.
public enum ProgramEnd: Hashable, Sendable {
  /// The one behind a port of TCP, UDP, DCCP, SCTP or UDP-Lite, or with the identifier of an echo.
  case port(UInt16, upperProtocol: UInt8)
  /// A later fragment, whose port only the first one has.
  case fragment
  /// Any: an echo request, or something that has no ports.
  case any

  /// The program that sent a packet, which starts at `start`.
  public init(senderOf header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int) {
    self.init(header, bytes, at: start, portOffset: 0, echoes: (8, 128))
  }

  /// The program that a packet is for, or that an error is about.
  public init(receiverOf header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int) {
    self.init(header, bytes, at: start, portOffset: 2, echoes: (0, 129))
  }

  private init(
    _ header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int, portOffset: Int,
    echoes: (UInt8, UInt8)
  ) {
    let end = start + header.length
    var upper = start + header.headerLength
    var upperProtocol = header.upperProtocol
    if header.family == .ipv4, Self.uint16(bytes, start + 6) & 0x1fff != 0 {
      self = .fragment
      return
    }
    if header.family == .ipv6, upperProtocol == 44, upper + 8 <= end {
      guard Self.uint16(bytes, upper + 2) & 0xfff8 == 0 else {
        self = .fragment
        return
      }
      upperProtocol = bytes[upper]
      upper += 8
    }
    guard upper + 8 <= end else {
      self = .any
      return
    }
    switch upperProtocol {
    case 6, 17, 33, 132, 136:
      self = .port(Self.uint16(bytes, upper + portOffset), upperProtocol: upperProtocol)
    case 1, 58:
      let type = bytes[upper]
      if type == (upperProtocol == 1 ? echoes.0 : echoes.1) {
        self = .port(Self.uint16(bytes, upper + 4), upperProtocol: upperProtocol)
      } else {
        self = Self.quoted(type, upperProtocol, bytes, (upper + 8)..<end)
      }
    default: self = .any
    }
  }

  /// The sender of the packet that an error quotes: one of ours.
  private static func quoted(
    _ type: UInt8, _ upperProtocol: UInt8, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
  ) -> Self {
    let isError = upperProtocol == 58 ? type < 128 : [3, 4, 5, 11, 12].contains(type)
    guard isError, range.count >= 28 else { return .any }
    let start = range.lowerBound
    let isIPv6 = bytes[start] >> 4 == 6
    let upper = start + (isIPv6 ? 40 : Int(bytes[start] & 15) * 4)
    guard upper + 6 <= range.upperBound else { return .any }
    let quotedProtocol = isIPv6 ? bytes[start + 6] : bytes[start + 9]
    switch quotedProtocol {
    case 6, 17, 33, 132, 136:
      return .port(uint16(bytes, upper), upperProtocol: quotedProtocol)
    case 1, 58: return .port(uint16(bytes, upper + 4), upperProtocol: quotedProtocol)
    default: return .any
    }
  }

  private static func uint16(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt16 {
    UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
  }
}
