internal import OverlaySecurity

extension SecurityCounters {
  /// By name, for `status`.
  var values: [String: UInt64] {
    [
      "malformed": malformed, "strangers": strangers,
      "replayedHandshakes": replayedHandshakes, "failedHandshakes": failedHandshakes,
      "forgedRecords": forgedRecords, "limitedRecords": limitedRecords,
      "refusedCredentials": refusedCredentials, "limitedHandshakes": limitedHandshakes,
      "tentativeHandshakes": tentativeHandshakes, "oldVersions": oldVersions,
      "refusedVersions": refusedVersions, "refusedRenewals": refusedRenewals,
      "limitedProbes": limitedProbes, "unknownSessions": unknownSessions,
      "replayedFrames": replayedFrames,
      "forgedFrames": forgedFrames, "badFrames": badFrames,
      "unknownLabels": unknownLabels,
      "oversizedDatagrams": oversizedDatagrams,
      "droppedHopLimit": droppedHopLimit, "droppedDuplicates": droppedDuplicates,
      "droppedNoRoute": droppedNoRoute,
      "droppedByPolicy": droppedByPolicy, "droppedByRole": droppedByRole,
      "limitedFrames": limitedFrames, "withheldFrames": withheldFrames,
    ]
  }
}
