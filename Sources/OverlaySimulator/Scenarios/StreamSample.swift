/// One moment of a ``StreamStudy``: a packet over the overlay in either direction, and beside each a
/// datagram over the direct path. Delays one way in milliseconds, nil for what was lost.
struct StreamSample {
  var directThere: Double?
  var directBack: Double?
  var overlayThere: Double?
  var overlayBack: Double?
  /// Who passed the packet there on; nil when it went straight, was lost, or several did.
  var relay: Int?
  /// The round trip of the best path of at most one relay in that moment, jitter aside.
  var best = Double.infinity

  /// There and back over the direct path.
  var direct: Double? { Self.sum(directThere, directBack) }
  /// There and back over the overlay.
  var overlay: Double? { Self.sum(overlayThere, overlayBack) }

  var directLost: Int { (directThere == nil ? 1 : 0) + (directBack == nil ? 1 : 0) }
  var overlayLost: Int { (overlayThere == nil ? 1 : 0) + (overlayBack == nil ? 1 : 0) }

  private static func sum(_ there: Double?, _ back: Double?) -> Double? {
    guard let there, let back else { return nil }
    return there + back
  }
}
