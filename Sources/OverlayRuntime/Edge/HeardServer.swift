internal import OverlayCore

/// What another node serves, as it last said.
struct HeardServer {
  /// The announcement, without what its credential does not allow.
  var announcement: PrefixAnnouncement
  /// When the credential ends that allows it, in seconds since 1970.
  var expiresAt: UInt64
  /// Until when it holds.
  var until: Instant
  /// When it last changed.
  var changedAt: Instant
  /// What it announced without being allowed to.
  var refused: [PrefixAnnouncement.Entry]
}
