import OverlayCore

/// What a fault made of one direction between two hosts.
struct PathTrouble {
  var isCut = false
  /// Loss on top of what the underlay loses anyway.
  var loss = LossModel.none
  /// The one-way delay instead of the underlay's, where a fault changed it.
  var delay: Interval?
  var losses = LossProcess()
}
