import OverlayCore
import OverlayLab
import Testing

@Suite struct StreamTests {
  private func time(_ milliseconds: UInt64) -> Instant { .zero + .milliseconds(milliseconds) }

  @Test("a message reads back as it was written, and anything else is not a message")
  func message() {
    let message = StreamMessage(
      kind: .answer, stream: 3, sequence: 70_000, sent: Instant(nanoseconds: 123_456_789_012))
    var bytes = [UInt8](repeating: 0, count: 20)
    var span = bytes.mutableSpan
    message.write(to: &span)
    func read(_ bytes: [UInt8]) -> StreamMessage? { StreamMessage(bytes.span) }
    #expect(read(bytes) == message)
    #expect(read(Array(bytes.prefix(13))) == nil)
    bytes[0] = 7
    #expect(read(bytes) == nil)
  }

  @Test("a ledger counts each datagram once and tells loss and delay of any span of time")
  func ledger() {
    var ledger = StreamLedger()
    for index in 0..<10 as Range<UInt64> {
      guard let sequence = ledger.send(at: time(20 * index)) else { return }
      guard index % 5 != 4 else { continue }
      var isNew = ledger.arrive(sequence, at: time(20 * index + 30))
      #expect(isNew)
      isNew = ledger.arrive(sequence, at: time(20 * index + 31))
      #expect(!isNew)
      ledger.answer(sequence, at: time(20 * index + 60 + index))
    }
    let isKnown = ledger.arrive(99, at: time(1))
    #expect(!isKnown)
    #expect(ledger.sentCount == 10)
    #expect(ledger.receivedCount == 8)
    #expect(ledger.lastArrival == time(190))
    #expect(ledger.counts(from: time(60), to: time(120)) == (3, 2))
    #expect(ledger.medianRoundTrip() == 65)
    #expect(ledger.medianRoundTrip(from: time(80), to: time(100)) == nil)
  }

  @Test("recovery ends with the first of many that get through, not with a lucky one")
  func recovery() {
    var ledger = StreamLedger()
    for index in 0..<60 as Range<UInt64> {
      guard let sequence = ledger.send(at: time(20 * index)) else { return }
      // Cut at 205 ms, one lucky datagram at 300 ms, flowing again from 500 ms on.
      let isLost = (11..<25).contains(index) && index != 15
      if !isLost { _ = ledger.arrive(sequence, at: time(20 * index + 30)) }
    }
    #expect(ledger.recovery(after: time(205)) == .milliseconds(295))
    #expect(ledger.recovery(after: time(600)) == .zero)
    #expect(ledger.recovery(after: time(1_190)) == nil)
  }

  /// Runs a transfer over a path of 40 ms each way that loses one datagram in `lossEvery`.
  private func transfer(lossEvery: UInt32?, seconds: UInt64) -> BulkTransfer {
    var transfer = BulkTransfer()
    var answers: [(due: Instant, sequence: UInt32)] = []
    for millisecond in 0..<(seconds * 1_000) {
      let now = time(millisecond)
      while let answer = answers.first, answer.due <= now {
        answers.removeFirst()
        transfer.answer(answer.sequence, at: now)
      }
      if transfer.deadline <= now { transfer.expire(at: now) }
      while let sequence = transfer.send(at: now) {
        if let lossEvery, sequence % lossEvery == lossEvery - 1 { continue }
        answers.append((now + .milliseconds(80), sequence))
      }
    }
    return transfer
  }

  @Test("a bulk transfer fills a clean path and suffers from loss as TCP does")
  func bulk() {
    let clean = transfer(lossEvery: nil, seconds: 10)
    let lossy = transfer(lossEvery: 50, seconds: 10)
    let bad = transfer(lossEvery: 3, seconds: 10)
    #expect(clean.answeredCount > 7_000)
    #expect(lossy.answeredCount < clean.answeredCount / 3)
    #expect(bad.answeredCount < lossy.answeredCount / 2)
    #expect(bad.answeredCount > 20, "it never gives up")
  }
}
