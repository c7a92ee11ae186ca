/// Why bytes from the network were not understood. Small on purpose: hostile input is counted,
/// never described at length.
public enum DecodeError: Error, Hashable, Sendable, CaseIterable {
  /// Ended before its fields did.
  case truncated
  /// A kind, version or flag that this node does not know.
  case unknownKind
  /// A count or length beyond its bound in ``Limits``.
  case tooLong
  /// A field whose value is outside its range.
  case badValue
  /// Bytes left over behind the last field.
  case trailingBytes
}
