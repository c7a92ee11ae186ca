public import OverlayCore

/// A datagram of the demonstration's streams.
///
/// ```
/// kind 1 | stream 1 | sequence 4 | sent 8, nanoseconds | filling
/// ```
///
/// All streams begin and end in one process, so one clock serves both ends and delays one way are
/// as exact as delays there and back.
public struct StreamMessage: Hashable, Sendable {
  /// What the datagram is.
  public enum Kind: UInt8, Sendable {
    /// On its way to the responder.
    case request = 0x51
    /// The responder's answer.
    case answer = 0x52
  }

  /// What the datagram is.
  public var kind: Kind
  /// Which stream it belongs to.
  public var stream: UInt8
  /// Its number within the stream, from zero.
  public var sequence: UInt32
  /// When it set out.
  public var sent: Instant

  /// A message with every field given.
  public init(kind: Kind, stream: UInt8, sequence: UInt32, sent: Instant) {
    self.kind = kind
    self.stream = stream
    self.sequence = sequence
    self.sent = sent
  }

  /// Bytes of the fields, without the filling.
  public static let byteCount = 14

  /// Reads the fields from the front of a datagram; nil when it is something else.
  public init?(_ bytes: borrowing Span<UInt8>) {
    var reader = ByteReader(bytes)
    guard let code = try? reader.byte(bytes), let kind = Kind(rawValue: code),
      let stream = try? reader.byte(bytes), let sequence = try? reader.uint32(bytes),
      let sent = try? reader.uint64(bytes)
    else { return nil }
    self.init(kind: kind, stream: stream, sequence: sequence, sent: Instant(nanoseconds: sent))
  }

  /// Writes the fields to the front of a buffer.
  public func write(to buffer: inout MutableSpan<UInt8>) {
    var writer = ByteWriter()
    writer.byte(kind.rawValue, to: &buffer)
    writer.byte(stream, to: &buffer)
    writer.uint32(sequence, to: &buffer)
    writer.uint64(sent.nanoseconds, to: &buffer)
  }
}
