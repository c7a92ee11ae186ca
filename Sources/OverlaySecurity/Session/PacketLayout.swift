import OverlayCore

/// Where things lie in a buffer that holds a packet.
///
/// ```
/// a frame for a neighbour:
/// | data header 8 | packet header 44 or 8 | payload | tag 16 |
/// a frame that a relay passes on:
/// | data header 8 | packet header 44 or 8 | seal header 8 | payload | tag 16 | tag 16 |
/// ```
///
/// The packet's header has 8 bytes once the neighbour knows the flow's label; data and seal header
/// have 12 from the 2^32nd frame on. With IPv4's and UDP's 28 bytes a packet of a known flow costs 60
/// bytes straight and 84 through a relay. With enough room in front and behind, a payload is sealed,
/// relayed and delivered without being moved.
public enum PacketLayout {
  /// Room that a payload needs in front of it.
  public static let headroom =
    DataHeader.longByteCount + PacketHeader.byteCount + DataHeader.longByteCount
  /// Room that a payload needs behind it.
  public static let tailroom = 2 * FrameCipher.tagBytes
  /// Bytes that an IPv6 packet of 1,500 bytes leaves for a payload through a relay.
  public static let payloadBytesMax = 1_500 - 48 - headroom - tailroom
  /// Bytes of any datagram that is worth reading.
  public static let datagramBytesMax = 1_500
  /// Room behind a datagram with which a relay can seal it again whatever header it needs.
  public static let relayRoom = headroom + tailroom
  /// The size of buffer that drivers should use.
  public static let bufferBytes = 2_048
}
