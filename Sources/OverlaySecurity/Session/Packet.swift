public import OverlayCore

/// A packet that is about to be sent on, together with where its payload lies in its buffer.
public struct Packet: Hashable, Sendable {
  /// The header that it will carry.
  public var header: PacketHeader
  /// The payload, sealed end to end already when it is being relayed.
  public var payload: Range<Int>
  /// Whether the payload must be sealed end to end when its first hop is not its last.
  var wantsSeal: Bool
}
