import OverlayCore

/// What is known of an initiation's sender before it is read.
struct InitiationSender {
  let origin: HandshakeOrigin
  /// The neighbour that handed it over; nil unless a relay is in between.
  let carrier: NodeID?
  /// Whether the sender has shown that it receives where it says it is.
  let isProven: Bool
}
