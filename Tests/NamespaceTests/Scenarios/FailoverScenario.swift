import Foundation

/// A failure that traffic is to survive, and how to measure what it cost.
enum FailoverScenario: String, CaseIterable, Codable {
  /// The direct path drops everything in both directions.
  case directPathCut = "direct path cut, both directions"
  /// The direct path drops everything in one direction.
  case directPathCutOneWay = "direct path cut, one direction"
  /// The process of the relay in use is killed with no chance to say goodbye.
  case relayKilled = "relay in use killed"
  /// The cable in use of a host with two is unplugged; there is no relay.
  case uplinkUnplugged = "uplink in use unplugged"

  /// Hosts and their uplinks; each host runs a member of the network.
  var hosts: KeyValuePairs<String, Int> {
    switch self {
    case .directPathCut, .directPathCutOneWay: ["alpha": 1, "beta": 1, "gamma": 1]
    case .relayKilled: ["alpha": 1, "beta": 1, "gamma": 1, "delta": 1]
    case .uplinkUnplugged: ["alpha": 2, "beta": 1]
    }
  }

  /// Breaks the path that alpha's echo requests to beta take, and measures; a path that can heal is mended again.
  func measure(on overlay: TestOverlay) throws -> FailoverMeasurement {
    switch self {
    case .directPathCut:
      try measureCut(on: overlay) { lab, fault, _ in
        try lab.setFault(fault, between: "alpha", and: "beta")
      }
    case .directPathCutOneWay:
      try measureCut(on: overlay) { lab, fault, _ in
        try lab.setFault(fault, from: "alpha", to: "beta")
      }
    case .uplinkUnplugged:
      try measureCut(on: overlay) { lab, fault, uplink in
        try lab.setCable(of: "alpha", uplink: uplink, works: fault == nil)
      }
    case .relayKilled: try measureRelayKilled(on: overlay)
    }
  }

  private func measureCut(
    on overlay: TestOverlay, setFault: (NamespaceLab, Fault?, _ uplink: Int) throws -> Void
  ) throws -> FailoverMeasurement {
    let before = try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "the direct one") {
      $0.relay == nil
    }
    let uplink = overlay.uplink(of: "alpha", at: before.localAddress)
    let stream = try overlay.ping(from: "alpha", to: "beta")
    // Long enough for beacons to come at the pace that traffic asks for.
    Waiting.observe(seconds: 1)
    let cutAt = Date().timeIntervalSince1970
    try setFault(overlay.lab, .cut, uplink)
    try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "another one") {
      $0.relay != before.relay || $0.localAddress != before.localAddress
    }
    Waiting.observe(seconds: 1)
    let healedAt = Date().timeIntervalSince1970
    try setFault(overlay.lab, nil, uplink)
    // Between two uplinks of equal worth there is no reason to go back.
    if self != .uplinkUnplugged {
      try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "the direct one again") {
        $0.relay == nil
      }
    }
    Waiting.observe(seconds: 1)
    let report = stream.stop()
    return FailoverMeasurement(
      gapMilliseconds: report.largestGap(from: cutAt - 0.1, to: healedAt) * 1_000,
      lostAfterHealing: report.lostCount(from: healedAt))
  }

  private func measureRelayKilled(on overlay: TestOverlay) throws -> FailoverMeasurement {
    try overlay.lab.setFault(.cut, between: "alpha", and: "beta")
    let path = try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "one by a relay") {
      $0.relay != nil
    }
    guard let relay = path.relay else { throw LabError.missing("no relay is in use") }
    let stream = try overlay.ping(from: "alpha", to: "beta")
    Waiting.observe(seconds: 1)
    let killedAt = Date().timeIntervalSince1970
    try overlay.kill(relay)
    try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "one by the other relay") {
      $0.relay != nil && $0.relay != relay
    }
    Waiting.observe(seconds: 1)
    let endedAt = Date().timeIntervalSince1970
    let report = stream.stop()
    return FailoverMeasurement(
      gapMilliseconds: report.largestGap(from: killedAt - 0.1, to: endedAt) * 1_000,
      lostAfterHealing: nil)
  }
}
