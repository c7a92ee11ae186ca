import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Exchanges of revocations")
struct RevocationExchangeTests {
  /// One end: its list, and its exchange with the other.
  private struct End {
    var list = RevocationList()
    var exchange = RevocationExchange()
  }

  /// Two ends and what they sent each other.
  private struct Pair {
    var ends = [End(), End()]
    var now = Instant(nanoseconds: 1_000_000_000)
    var random: SeededRandom
    var loss = 0.0
    var revocationsSent = 0
    var framesSent = 0
    var largestPiece = 0

    init(seed: UInt64 = 1) { random = SeededRandom(seed: seed) }

    var isEqual: Bool {
      ends[0].list.digest(of: RevocationDigest.everything)
        == ends[1].list.digest(of: RevocationDigest.everything)
    }

    var isQuiet: Bool { ends.allSatisfy { $0.exchange.nextAt == .never } }

    /// Lets both exchange what they have for so long, looking every 50 ms; how many seconds it took
    /// until both were done.
    mutating func run(seconds: Int) -> Double? {
      for tick in 0..<(seconds * 20) {
        now = now + .milliseconds(50)
        for end in 0...1 {
          let list = ends[end].list
          if tick % 10 == 0 { ends[end].exchange.begin(list, now: now) }
          guard let step = ends[end].exchange.step(list, now: now) else { continue }
          send(step, from: end)
        }
        if isQuiet, isEqual { return Double(tick) / 20 }
      }
      return nil
    }

    private mutating func send(_ step: RevocationExchange.Step, from end: Int) {
      revocationsSent += step.revocations.count
      framesSent += step.revocations.count + 1
      largestPiece = max(largestPiece, step.revocations.count)
      let other = 1 - end
      for revocation in step.revocations where !random.chance(loss) {
        ends[other].list.take(revocation)
      }
      guard !random.chance(loss) else { return }
      let theirs = ends[other].list.digest(of: step.question.range)
      framesSent += 1
      if theirs != step.question {
        ends[other].exchange.noteDifferent()
      } else if theirs.range == RevocationDigest.everything {
        let list = ends[other].list
        ends[other].exchange.noteEqual(list)
      }
      guard !random.chance(loss) else { return }
      let list = ends[end].list
      ends[end].exchange.take(theirs, list, now: now)
    }
  }

  private func revocation(_ number: Int, serial: UInt32 = 1) -> Revocation {
    var random = SeededRandom(seed: UInt64(number))
    let node = UInt128(random.next()) << 64 | UInt128(random.next())
    return Revocation(
      node: NodeID(node), serial: serial, revokedAt: 1,
      signature: Array(repeating: 0, count: SecurityLimits.signatureBytes))
  }

  @Test(
    "two that know nothing, or the same, exchange one question and its answer", arguments: [0, 500])
  func equal(count: Int) {
    var pair = Pair()
    for number in 0..<count {
      for end in 0...1 { pair.ends[end].list.take(revocation(number)) }
    }
    let isDone2 = pair.run(seconds: 2) != nil
    #expect(isDone2)
    #expect(pair.framesSent <= 4)
    #expect(pair.revocationsSent == 0)
    // Whatever becomes of their sessions, nothing is said again.
    let before = pair.framesSent
    _ = pair.run(seconds: 1_000)
    #expect(pair.framesSent == before)
  }

  @Test(
    "whatever each lacks is brought, in small pieces, however much is lost",
    arguments: UInt64(1)...12)
  func union(seed: UInt64) {
    var pair = Pair(seed: seed)
    pair.loss = [0, 0.05, 0.2][Int(seed % 3)]
    var random = SeededRandom(seed: seed)
    var all: Set<NodeID> = []
    for number in 0..<Int(random.next() % 600) {
      let both = random.next() % 4
      all.insert(revocation(number).node)
      for end in 0...1 where both == 3 || both % 2 == UInt64(end) {
        pair.ends[end].list.take(revocation(number))
      }
    }
    let isDone600 = pair.run(seconds: 600) != nil
    #expect(isDone600)
    for end in 0...1 { #expect(Set(pair.ends[end].list.all.map(\.node)) == all) }
    #expect(pair.largestPiece <= RevocationExchange.pieceMax)
  }

  @Test("a full list of 65,536 goes to a newcomer whole, each revocation once")
  func full() throws {
    var pair = Pair()
    let sorted = (0..<SecurityLimits.revocationsMax).map { revocation($0) }
      .sorted { $0.node < $1.node }
    for revocation in sorted { pair.ends[0].list.take(revocation) }
    let took = pair.run(seconds: 3_600)
    let seconds = try #require(took)
    #expect(pair.ends[1].list.count == SecurityLimits.revocationsMax)
    #expect(pair.revocationsSent == SecurityLimits.revocationsMax)
    #expect(seconds < 1_200, "\(seconds) s")
    #expect(pair.framesSent < SecurityLimits.revocationsMax * 2)
  }

  @Test("one that a full list lacks costs a handful of frames, not the list")
  func single() {
    var pair = Pair()
    let sorted = (0..<20_000).map { revocation($0) }.sorted { $0.node < $1.node }
    for revocation in sorted {
      for end in 0...1 { pair.ends[end].list.take(revocation) }
    }
    let isDone2 = pair.run(seconds: 2) != nil
    #expect(isDone2)
    pair.ends[0].list.take(revocation(20_001))
    // A newer one of the same node is a difference as well.
    pair.ends[1].list.take(revocation(7, serial: 2))
    pair.framesSent = 0
    let isDone60 = pair.run(seconds: 60) != nil
    #expect(isDone60)
    #expect(pair.framesSent < 400)
    // Two parts differ, and each end sends its piece of either, perhaps twice.
    #expect(pair.revocationsSent <= 8 * RevocationExchange.pieceMax)
  }

  @Test(
    "a peer that never answers is asked ever less often, one that lies is sent no more than all")
  func silence() {
    var exchange = RevocationExchange()
    var list = RevocationList()
    for number in 0..<1_000 { list.take(revocation(number)) }
    var now = Instant(nanoseconds: 1_000_000_000)
    var asked = 0
    for _ in 0..<(20 * 3_600) {
      now = now + .milliseconds(50)
      exchange.begin(list, now: now)
      if exchange.step(list, now: now) != nil { asked += 1 }
    }
    #expect(asked < 5 * 60, "\(asked) questions in an hour")

    var liar = RevocationExchange()
    var sent = 0
    for _ in 0..<(20 * 600) {
      now = now + .milliseconds(50)
      liar.begin(list, now: now)
      guard let step = liar.step(list, now: now) else { continue }
      sent += step.revocations.count
      // It never has anything, whatever it was sent.
      liar.take(
        RevocationDigest(range: step.question.range, count: 0, value: 0), list, now: now)
    }
    #expect(sent <= 240 * 600)
  }

  @Test("a digest survives the wire, and an inverted range is refused")
  func wire() throws {
    let digest = RevocationDigest(range: NodeID(3)...NodeID(9), count: 7, value: 0xabcd)
    for kind in [FrameKind.revocationQuestion, .revocationAnswer] {
      let bytes = digest.encoded(kind)
      #expect(bytes.count == RevocationDigest.byteCount)
      #expect(try RevocationDigest(bytes.span) == digest)
      for length in 0..<bytes.count {
        let cut = Array(bytes[..<length])
        #expect(throws: DecodeError.self) { try RevocationDigest(cut.span) }
      }
      var inverted = bytes
      inverted[16] = 200
      #expect(throws: DecodeError.badValue) { try RevocationDigest(inverted.span) }
    }
  }
}
