/// Where a node can perhaps be reached, told to one that it reaches through relays only: the start of
/// a round in which both try each other's addresses at once (docs/decisions/0020).
///
/// ```
/// | n | n × address 19 |
/// ```
public struct CandidateNote: Hashable, Sendable {
  /// The addresses, likeliest first, at most ``Limits/endpointsMax``.
  public var addresses: [UnderlayAddress]

  /// A note with these addresses.
  public init(addresses: [UnderlayAddress]) {
    self.addresses = addresses
  }

  /// Reads a payload that fills the span.
  ///
  /// - Throws: ``DecodeError`` when it is malformed, too long, or names an address that nobody can
  ///   have.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    let count = try reader.count(bytes, atMost: Limits.endpointsMax)
    addresses = []
    for _ in 0..<count {
      let address = try reader.underlayAddress(bytes)
      guard address.isCallable else { throw .badValue }
      addresses.append(address)
    }
    try reader.finish()
  }

  /// The bytes of the payload. Addresses beyond the limit are left out.
  public var encoded: [UInt8] {
    let kept = addresses.prefix(Limits.endpointsMax)
    var bytes = [UInt8](repeating: 0, count: 1 + kept.count * UnderlayAddress.byteCount)
    var span = bytes.mutableSpan
    var writer = ByteWriter()
    writer.byte(UInt8(kept.count), to: &span)
    for address in kept { writer.underlayAddress(address, to: &span) }
    return bytes
  }
}
