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
  /// What sealing adds to a frame, and to a payload that goes through relays: a size that was found for
  /// a path holds whichever header its frames need.
  static let overhead = FrameOverhead(
    frameBytesMin: DataHeader.frameBytesMin,
    frameBytesMax: DataHeader.longByteCount + FrameCipher.tagBytes,
    endToEndBytes: DataHeader.longByteCount + FrameCipher.tagBytes)
  /// Room that a payload needs in front of it.
  public static let headroom =
    DataHeader.longByteCount + PacketHeader.byteCount + DataHeader.longByteCount
  /// Room that a payload needs behind it.
  public static let tailroom = 2 * FrameCipher.tagBytes
  /// Bytes that an IPv6 packet of 1,500 bytes leaves for a payload through a relay.
  public static let payloadBytesMax = 1_500 - 48 - headroom - tailroom
  /// Bytes of the largest datagram that is read, and so the largest that is forwarded or written: a
  /// larger one is dropped where it comes in. All rooms below are made from this and from
  /// `Limits.stripedBytesMax`, the two sizes that a peer can choose; `PacketLayoutTests` holds them
  /// together.
  public static let datagramBytesMax = 1_500
  /// Bytes of the largest payload that is ever sent: its datagram is read whatever headers and seals it
  /// needs on its way.
  public static let sentPayloadBytesMax = datagramBytesMax - headroom - tailroom
  /// The largest IP packet that paths are searched for, whatever a configuration says: its datagram,
  /// without the headers of IP and UDP, is one that the other end reads.
  public static let pathMTUMax = datagramBytesMax
  /// Room behind a datagram with which a relay can seal it again whatever header it needs.
  public static let relayRoom = headroom + tailroom
  /// The size of buffer that drivers use: the next power of two that holds any datagram that was read,
  /// and any packet that was put together, with what sealing it again takes.
  public static let bufferBytes = 2_048
}
