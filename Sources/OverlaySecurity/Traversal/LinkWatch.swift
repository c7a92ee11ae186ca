import OverlayCore

/// What is known of a link's far address beside where frames go: whether the peer may have moved, and
/// what it was told.
struct LinkWatch {
  /// Where frames have come from that are the peer's, and where it has not proved to be.
  struct Move {
    var address: UnderlayAddress
    var socket: Int
    var validation = AddressValidation()
    /// When the first of those frames came.
    var since: Instant
  }

  /// Whether the address that frames go to is the peer's.
  var validation = AddressValidation()
  /// Whether this node opened the link to an address that somebody named, from which nothing need have
  /// come.
  var isTrial = false
  var move: Move?
  /// The address that the peer was told that it has, how often and when last.
  var told: UnderlayAddress?
  var tellings = 0
  var toldAt = Instant.zero
}
