internal import OverlayCore
internal import OverlaySecurity

extension PrefixSnapshot {
  /// By name, for `status`.
  var values: [String: UInt64] {
    [
      "limitedRequests": refused.limitedRequests, "limitedSummaries": refused.limitedSummaries,
      "limitedAnnouncements": refused.limitedAnnouncements,
      "limitedHearsay": refused.limitedHearsay, "limitedRelayNotes": refused.limitedRelayNotes,
      "misplacedAnnouncements": refused.misplacedAnnouncements,
      "refusedAnnouncements": refused.refusedAnnouncements,
      "recordsStored": directory.stored, "recordsExpired": directory.expired,
      "recordsForged": directory.forged, "recordsRefusedNodeFull": directory.refusedNodeFull,
      "recordsRefusedOwnerFull": directory.refusedOwnerFull,
      "recordsRefusedKeyFull": directory.refusedKeyFull,
    ]
  }
}
