/// What a row of samples comes to.
struct StreamTotals {
  private var samples = 0
  private var directLost = 0
  private var overlayLost = 0
  private var directSum = 0.0
  private var directCount = 0
  private var overlaySum = 0.0
  private var overlayCount = 0
  private var bestSum = 0.0
  private var compared = 0
  private var improved = 0
  private var delivered = 0
  /// By the relay's host number.
  private var relayed: [Int]

  init(hostCount: Int) {
    relayed = Array(repeating: 0, count: hostCount)
  }

  mutating func add(_ sample: StreamSample) {
    samples += 1
    directLost += sample.directLost
    overlayLost += sample.overlayLost
    if sample.overlayThere != nil { delivered += 1 }
    if let relay = sample.relay { relayed[relay] += 1 }
    if sample.best.isFinite { bestSum += sample.best }
    if let direct = sample.direct {
      directSum += direct
      directCount += 1
    }
    if let overlay = sample.overlay {
      overlaySum += overlay
      overlayCount += 1
    }
    if let direct = sample.direct, let overlay = sample.overlay {
      compared += 1
      if overlay < direct { improved += 1 }
    }
  }

  var directLoss: Double { Double(directLost) / Double(max(2 * samples, 1)) }
  var overlayLoss: Double { Double(overlayLost) / Double(max(2 * samples, 1)) }
  var directMilliseconds: Double { directSum / Double(max(directCount, 1)) }
  var overlayMilliseconds: Double { overlaySum / Double(max(overlayCount, 1)) }
  var bestMilliseconds: Double { bestSum / Double(max(samples, 1)) }
  var improvedShare: Double { Double(improved) / Double(max(compared, 1)) }
  func relayedShare(_ host: Int) -> Double { Double(relayed[host]) / Double(max(delivered, 1)) }
}
