internal import OverlaySecurity

extension SecurityCounters {
  /// By name, for `status`.
  var values: [String: UInt64] {
    [
      "malformed": malformed, "strangers": strangers,
      "replayedHandshakes": replayedHandshakes, "failedHandshakes": failedHandshakes,
      "refusedCredentials": refusedCredentials, "limitedHandshakes": limitedHandshakes,
      "limitedProbes": limitedProbes, "unknownSessions": unknownSessions,
      "replayedFrames": replayedFrames,
      "forgedFrames": forgedFrames, "badFrames": badFrames,
      "unknownLabels": unknownLabels,
      "droppedHopLimit": droppedHopLimit, "droppedDuplicates": droppedDuplicates,
      "droppedNoRoute": droppedNoRoute,
      "droppedByPolicy": droppedByPolicy, "droppedByRole": droppedByRole,
      "limitedFrames": limitedFrames, "withheldFrames": withheldFrames,
    ]
  }
}
