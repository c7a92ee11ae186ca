internal import OverlayCore

/// A program or a remote tunnel that a forwarded port has heard of, so that answers find their way.
struct ForwardPeer {
  /// Which tunnel or service it speaks to, by its place in the settings.
  var forward: Int
  /// Where the local program is; for a service, the program that answers.
  var local: UnderlayAddress
  /// The node at the other end.
  var node: NodeID
  /// The port at the other end.
  var remotePort: UInt16
  /// Our port in the overlay.
  var port: UInt16
  /// What the peer asked of its path, which answers ask as well.
  var trafficClass: TrafficClass
  /// When it was last heard of.
  var lastUsed: Instant
}
