import OverlayCore

/// What a node has said of itself in the directory.
struct OwnAnnouncement {
  /// Where it listens.
  var endpoints: [UnderlayAddress]

  /// Said three times within this; forgotten by others this long after a crash.
  static let lifetimeSeconds: UInt32 = 300
}
