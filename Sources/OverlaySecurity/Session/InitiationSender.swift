import OverlayCore

/// What is known of an initiation's sender before it is read.
struct InitiationSender {
  let origin: HandshakeOrigin
  /// The neighbour that handed it over; nil unless a relay is in between.
  let carrier: NodeID?
  /// Whether the sender has shown that it receives where it says it is.
  let isProven: Bool

  /// Whose part of ``ProvisionalPlaces`` a place is that its initiation gets: the network that it came
  /// from, or the neighbour that handed it over, since nothing more is proved by whoever replays one.
  var share: UInt128 {
    switch origin {
    case .underlay(let address, _): address.sourcePrefix
    case .overlay(let source): (carrier ?? source).value
    case .session(let link): UInt128(link.index)
    }
  }
}
