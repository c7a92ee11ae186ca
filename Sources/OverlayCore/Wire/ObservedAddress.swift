/// Where the receiver's frames of this link come from, as the sender sees it: told when that is none
/// of the addresses that the receiver names, as behind a translator.
///
/// ```
/// | kind=42 | address 19 |
/// ```
public struct ObservedAddress: Hashable, Sendable {
  /// The address.
  public var address: UnderlayAddress

  /// An observation of that address.
  public init(_ address: UnderlayAddress) {
    self.address = address
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or names an address that nobody can have.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.observedAddress.rawValue else { throw .unknownKind }
    address = try reader.underlayAddress(bytes)
    guard address.isCallable else { throw .badValue }
    try reader.finish()
  }

  /// The frame.
  public var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 + UnderlayAddress.byteCount)
    var span = bytes.mutableSpan
    var writer = ByteWriter()
    writer.byte(FrameKind.observedAddress.rawValue, to: &span)
    writer.underlayAddress(address, to: &span)
    return bytes
  }
}
