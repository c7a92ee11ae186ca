import OverlayCore

/// A handshake message or a diagnostic packet that waits to be drained.
enum Outgoing {
  /// A datagram of its own.
  case datagram([UInt8], to: UnderlayAddress, socket: Int)
  /// A packet to a member.
  case packet(PayloadKind, [UInt8], to: NodeID, TrafficClass)
  /// A control frame on a link.
  case frame([UInt8], on: LinkID)
}
