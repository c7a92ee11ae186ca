import OverlayCore

/// How often addresses are tried, told and proved: the bounds of what a hostile member can have this
/// node send to somebody else (docs/decisions/0020 and 0030).
enum TraversalTiming {
  /// How long a link that never worked is tried. Its beacons are a tenth of a second apart for the
  /// first second and a second apart from then on: seventeen of some hundred bytes.
  static let trial = Interval.seconds(8)
  /// Silent for so long, a link that does not work gives way to one that the peer has opened.
  static let displaceable = Interval.seconds(1)
  /// From the end of a round to the next, doubled by each that found nothing,
  static let firstPause = Interval.seconds(5)
  /// up to this while relays are the only way to a peer,
  static let pauseMax = Interval.seconds(60)
  /// and this when the peer is reached directly and another way to it may be worth having.
  static let pauseWithLink = Interval.seconds(120)
  /// A round may begin early because addresses have changed, once in so long
  static let haste = Interval.seconds(60)
  /// and three times in a row.
  static let hasteBurst = Interval.seconds(180)
  /// Between two candidate notes to one peer, and what may come at once.
  static let noteSpacing = Interval.seconds(2)
  static let noteBurst = Interval.seconds(6)
  /// Links on trial toward one host, whoever named it; a member with none of them may begin one all the
  /// same.
  static let trialsPerHostMax = 8
  /// Between two questions to an address that a peer may have moved to.
  static let proofSpacing = Interval.milliseconds(50)
  /// Between two tellings of an observed address on a link, and how many there are.
  static let tellSpacing = Interval.seconds(2)
  static let tellingsMax = 3
  /// Between two changes of what one observer says.
  static let observationSpacing = Interval.seconds(1)
  /// Between two changes of our own record because of what others observed, and what may come at once.
  static let announceSpacing = Interval.seconds(5)
  static let announceBurst = Interval.seconds(20)
}
