import OverlayCore

/// Where things lie in a buffer that holds a packet.
///
/// ```
/// a frame for a neighbour:
/// | data header 16 | packet header 44 | payload | tag 16 |
/// a frame that a relay passes on:
/// | data header 16 | packet header 44 | seal header 12 | payload | tag 16 | tag 16 |
/// ```
///
/// With enough room in front and behind, a payload is sealed, relayed and delivered without
/// being moved.
public enum PacketLayout {
  /// Bytes of a seal header: the session's index and the counter of the end-to-end seal.
  public static let sealHeaderBytes = 12
  /// What sealing adds to a frame, and to a payload that goes through relays.
  static let overhead = FrameOverhead(
    frameBytes: DataHeader.frameBytesMin, endToEndBytes: sealHeaderBytes + FrameCipher.tagBytes)
  /// Room that a payload needs in front of it.
  public static let headroom =
    DataHeader.byteCount + PacketHeader.byteCount + sealHeaderBytes
  /// Room that a payload needs behind it.
  public static let tailroom = 2 * FrameCipher.tagBytes
  /// Bytes that an IPv6 packet of 1,500 bytes leaves for a payload through a relay.
  public static let payloadBytesMax = 1_500 - 48 - headroom - tailroom
  /// Bytes of any datagram that is worth reading.
  public static let datagramBytesMax = 1_500
  /// The size of buffer that drivers should use.
  public static let bufferBytes = 2_048
}
