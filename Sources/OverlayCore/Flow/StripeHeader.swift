/// What stands before a stripe of a packet's payload.
///
/// ```
/// | index 4 bits | stripes 4 bits | payload kind 1 | payload bytes 2 | stripe |
/// ```
///
/// A payload is cut into equal stripes, the last one filled up with zeros; the stripe behind the last
/// is the exclusive or of all (Tapestry's "XOR stripe", ICNP section 3, across paths instead of
/// proxies).
public struct StripeHeader: Hashable, Sendable {
  /// Bytes on the wire.
  public static let byteCount = 4
  /// How many stripes a payload may be cut into.
  private static let stripesRange = 2...Int(Redundancy.stripesMax)

  /// Which stripe; that of the number `stripes` is the parity.
  public var index: Int
  /// How many stripes the payload was cut into, 2...``Redundancy/stripesMax``.
  public var stripes: Int
  /// What the payload is.
  public var kind: PayloadKind
  /// Bytes of the whole payload.
  public var payloadBytes: Int

  /// A header with every field given.
  public init(index: Int, stripes: Int, kind: PayloadKind, payloadBytes: Int) {
    self.index = index
    self.stripes = stripes
    self.kind = kind
    self.payloadBytes = payloadBytes
  }

  /// Bytes of every stripe.
  public var stripeBytes: Int { (payloadBytes + stripes - 1) / stripes }

  /// Reads a whole stripe with its header.
  ///
  /// - Throws: ``DecodeError`` when a field has no meaning or the length does not fit.
  public init(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) throws(DecodeError) {
    var reader = ByteReader(bytes, at: range.lowerBound, end: range.upperBound)
    let first = try reader.byte(bytes)
    index = Int(truncatingIfNeeded: first >> 4)
    stripes = Int(truncatingIfNeeded: first & 0x0f)
    guard let kind = PayloadKind(rawValue: try reader.byte(bytes)), kind.isStriped else {
      throw .unknownKind
    }
    self.kind = kind
    payloadBytes = try reader.longCount(bytes, atMost: Limits.stripedBytesMax)
    guard Self.stripesRange.contains(stripes), index <= stripes, payloadBytes > 0 else {
      throw .badValue
    }
    _ = try reader.take(stripeBytes)
    try reader.finish()
  }

  /// Writes the header so that it starts at `offset`.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    buffer[offset] = UInt8(index << 4 | stripes)
    buffer[offset + 1] = kind.rawValue
    buffer[offset + 2] = UInt8(truncatingIfNeeded: payloadBytes >> 8)
    buffer[offset + 3] = UInt8(truncatingIfNeeded: payloadBytes)
  }

  /// Writes the stripe with its header so that it starts at `offset`; returns its bytes.
  ///
  /// - Parameters:
  ///   - source: Where the payload lies.
  ///   - payload: And where in there.
  public func cut(
    _ source: borrowing Span<UInt8>, _ payload: Range<Int>, to buffer: inout MutableSpan<UInt8>,
    at offset: Int
  ) -> Int {
    write(to: &buffer, at: offset)
    let start = offset + Self.byteCount
    let length = stripeBytes
    guard index == stripes else {
      let from = payload.lowerBound + index * length
      for position in 0..<length {
        let byte = from + position
        buffer[start + position] = byte < payload.upperBound ? source[byte] : 0
      }
      return Self.byteCount + length
    }
    for position in 0..<length {
      var parity: UInt8 = 0
      for stripe in 0..<stripes {
        let byte = payload.lowerBound + stripe * length + position
        if byte < payload.upperBound { parity ^= source[byte] }
      }
      buffer[start + position] = parity
    }
    return Self.byteCount + length
  }
}
