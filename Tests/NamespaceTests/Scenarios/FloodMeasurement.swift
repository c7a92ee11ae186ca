import Foundation

/// What members and a newcomer notice of a flood of initiations.
struct FloodMeasurement {
  /// Initiations that left the flooder in a second.
  var sentPerSecond = 0.0
  /// Initiations that the flooded node read in a second.
  var readPerSecond = 0.0
  /// The longest time without an answer to a hundred echo requests a second, in seconds.
  var longestGap = 0.0
  /// Share of those without an answer, 0 to 1.
  var loss = 0.0
  /// From the start of the newcomer's `join` until it has a session with the flooded node, in seconds.
  var joinSeconds = 0.0
  /// The age of the session between the flooded node and its member before and after, in seconds.
  var sessionAge = (before: 0.0, after: 0.0)

  /// Floods alpha for a while from mallory, who has a token that was used up, while alpha and beta ping
  /// each other and gamma joins.
  ///
  /// - Parameters:
  ///   - age: seconds that the members' session has before it begins: renewals come at two minutes.
  ///   - seconds: how long the flood lasts at least.
  init(age: Double = 0, seconds: Double) throws {
    let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1, "mallory": 1])
    let overlay = try TestOverlay(on: lab, members: ["alpha", "beta"])
    Waiting.observe(seconds: max(0, age - (try Self.age(in: overlay))))
    sessionAge.before = try Self.age(in: overlay)
    let stream = try overlay.ping(from: "alpha", to: "beta")
    let before = try Self.read(overlay)
    let flood = try InitiationFlood(
      in: lab, from: "mallory", to: lab["alpha"].ipv4, port: UInt16(overlay.port),
      token: overlay.invitation(of: "beta"))
    let start = Date().timeIntervalSince1970
    Waiting.observe(seconds: 2)
    let asked = Date().timeIntervalSince1970
    try overlay.add("gamma")
    try Waiting.until("gamma has a session with alpha", seconds: 60) {
      try overlay.connectedPeers(of: "alpha").contains("gamma")
    }
    joinSeconds = Date().timeIntervalSince1970 - asked
    Waiting.observe(seconds: max(0, start + seconds - Date().timeIntervalSince1970))
    sessionAge.after = try Self.age(in: overlay)
    let read = try Self.read(overlay) - before
    let end = Date().timeIntervalSince1970
    let (sent, duration) = flood.stop()
    let report = stream.stop()
    sentPerSecond = Double(sent) / duration
    readPerSecond = Double(read) / duration
    longestGap = report.largestGap(from: start, to: end)
    loss = report.loss(from: start, to: end)
  }

  private static func age(in overlay: TestOverlay) throws -> Double {
    try overlay.status(of: "alpha").peers.first { $0.name == "beta" }?.sessionAgeSeconds ?? 0
  }

  /// Initiations that were refused, by any rule.
  private static func read(_ overlay: TestOverlay) throws -> UInt64 {
    try ["limitedHandshakes", "failedHandshakes", "malformed", "replayedHandshakes"].reduce(0) {
      try $0 + overlay.counter($1, of: "alpha")
    }
  }
}
