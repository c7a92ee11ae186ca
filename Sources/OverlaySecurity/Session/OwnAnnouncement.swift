import OverlayCore

/// What a node has said of itself in the directory.
struct OwnAnnouncement {
  /// Where it listens.
  var endpoints: [UnderlayAddress]

  /// Said three times within this; forgotten by others this long after a crash. When a key's root
  /// and both replicas die at once, the node is found again with the next refresh, 40 s later at
  /// most: with a fifth of forty nodes killed, that befalls one record in 180.
  static let lifetimeSeconds: UInt32 = 120
}
