import OverlayCore

/// A handshake message or a diagnostic packet that waits to be drained.
enum Outgoing {
  /// A datagram of its own.
  case datagram([UInt8], to: UnderlayAddress, socket: Int)
  /// A packet to a member.
  case packet(PayloadKind, [UInt8], to: NodeID, TrafficClass)
  /// A control frame under a link's keys and count that goes elsewhere than the link does.
  case stray([UInt8], on: LinkID, to: UnderlayAddress, socket: Int)
  /// A control frame on a link.
  case frame([UInt8], on: LinkID)
}
