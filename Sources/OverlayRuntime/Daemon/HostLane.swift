internal import OverlayCore

/// One queue of a device, with packets of some of the host's flows on their way to this node.
struct HostLane {
  /// Of which device.
  let place: Int
  /// The device's number for it.
  let queue: Int
  /// How long it is, and what is done about it.
  var control = QueueControl()
  /// Since when it has had more than its share of a turn; `never` while it has not.
  var busySince = Instant.never
  /// When packets were taken from it last.
  var servedAt = Instant.zero

  init(place: Int, queue: Int) {
    self.place = place
    self.queue = queue
  }
}
