import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Rounds of trials")
struct TrialRoundsTests {
  private func at(_ seconds: Double) -> Instant {
    Instant(nanoseconds: 1_000_000_000_000 + UInt64(seconds * 1e9))
  }

  /// When rounds begin, looked at twice a second.
  private func beginnings(_ seconds: Int, hasLink: Bool, hastened: Bool = false) -> [Double] {
    var rounds = TrialRounds()
    var begun: [Double] = []
    for step in 0..<(2 * seconds) {
      let now = at(Double(step) / 2)
      if hastened { rounds.hasten(now: now) }
      guard !rounds.isRunning(now: now) else { continue }
      if rounds.admits(hasLink: hasLink, now: now) { begun.append(Double(step) / 2) }
    }
    return begun
  }

  @Test("the first begins at once, and the pauses between the next ones double up to a minute")
  func pauses() {
    #expect(beginnings(300, hasLink: false) == [0, 13, 31, 59, 107, 175, 243])
  }

  @Test("with a link that works there is one in two minutes")
  func patience() {
    #expect(beginnings(300, hasLink: true) == [0, 128, 256])
  }

  @Test("haste is good for three rounds, and for one more each minute")
  func haste() {
    let hastened = beginnings(600, hasLink: true, hastened: true)
    #expect(Array(hastened.prefix(4)) == [0, 8, 16, 24])
    #expect(hastened.count <= 1 + 3 + 600 / 60)
  }

  @Test("a round lets links be opened until it ends")
  func running() {
    var rounds = TrialRounds()
    let admitted = [0, 7.9, 8].map { rounds.admits(hasLink: false, now: at($0)) }
    #expect(admitted == [true, true, false])
    rounds.succeed()
    #expect(rounds.failures == 0)
  }
}
