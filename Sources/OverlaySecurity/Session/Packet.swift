public import OverlayCore

/// A packet that is about to be sent on, together with where its payload lies in its buffer.
public struct Packet: Hashable, Sendable {
  /// The header that it will carry.
  public var header: PacketHeader
  /// The payload, sealed end to end already when it is being relayed.
  public var payload: Range<Int>
  /// Whether the payload must be sealed end to end when its first hop is not its last.
  var wantsSeal: Bool
  /// The link that it came over; none for a packet of this node's own.
  var arrival = LinkID.none

  /// Moves the payload back until `bytes` bytes fit in front of it. Seldom needed: a relay opens
  /// packets where they came, and a header grows only before the next node knows its label. False
  /// when the buffer is too small for that.
  mutating func makeRoom(_ bytes: Int, in buffer: inout MutableSpan<UInt8>) -> Bool {
    let shift = max(0, bytes - payload.lowerBound)
    guard payload.upperBound + shift + PacketLayout.tailroom <= buffer.count || shift == 0 else {
      return false
    }
    guard shift > 0 else { return true }
    for index in payload.reversed() { buffer[index + shift] = buffer[index] }
    payload = (payload.lowerBound + shift)..<(payload.upperBound + shift)
    return true
  }
}
