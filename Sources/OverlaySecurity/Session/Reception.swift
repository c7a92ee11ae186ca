public import OverlayCore

/// What became of a datagram.
public enum Reception: Hashable, Sendable {
  /// It was control, or it was dropped and counted.
  case consumed
  /// It carried a packet for us.
  case deliver(Delivery)
  /// It carried the last stripe that a packet for us needed: ``SecureNode/write(_:to:)`` puts its bytes
  /// where the delivery says that they lie.
  case assembled(StripeAssembler.Packet, Delivery)
  /// It carried a packet for someone else: seal it to these hops.
  case forward(Packet, Hops)
}
