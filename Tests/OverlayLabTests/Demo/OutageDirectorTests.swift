import OverlayCore
import OverlaySimulator
import Testing

@testable import OverlayLab

@Suite struct OutageDirectorTests {
  private func time(_ milliseconds: UInt64) -> Instant { .zero + .milliseconds(milliseconds) }

  /// What the director does in a run in which the overlay uses the direct path when `isDirect`
  /// says so.
  private func actions(
    until end: UInt64, isDirect: (UInt64) -> Bool
  ) -> [(milliseconds: UInt64, action: FaultAction)] {
    var director = OutageDirector(first: time(4_000), end: time(end))
    return stride(from: 0, to: end, by: 50).compactMap { now in
      director.step(isOverlayDirect: isDirect(now), at: time(now)).map { (now, $0) }
    }
  }

  @Test("the direct path is cut once the overlay has settled on it, and healed again")
  func cutsAndHeals() {
    let actions = actions(until: 12_000) { $0 < 4_200 || $0 > 8_000 }
    let path = PathSelection.bothWays(Site.mit.rawValue, Site.arosNet.rawValue)
    #expect(actions.map(\.action) == [.cut(path), .heal(path)])
    #expect(actions.map(\.milliseconds) == [4_000, 6_500])
  }

  @Test("a path that the overlay avoids is left alone, and one that it uses is cut again and again")
  func followsTheOverlay() {
    #expect(actions(until: 60_000) { _ in false }.isEmpty)
    #expect(actions(until: 60_000) { $0 / 500 % 2 == 0 }.isEmpty)
    let often = actions(until: 60_000) { _ in true }
    #expect(often.count > 20)
    #expect(often.count % 2 == 0, "every cut is healed before the end")
  }

  @Test("recoveries come to light once their datagrams had time to arrive")
  func recoveryBook() {
    var ledger = StreamLedger()
    var book = RecoveryBook()
    for index in 0..<100 as Range<UInt64> {
      guard let sequence = ledger.send(at: time(20 * index)) else { return }
      if !(11..<20).contains(index) { _ = ledger.arrive(sequence, at: time(20 * index + 40)) }
    }
    book.fail(at: time(210))
    let early = book.check(ledger, at: time(700))
    #expect(early.isEmpty)
    let found = book.check(ledger, at: time(1_200))
    #expect(found == [190])
    book.fail(at: time(1_950))
    book.close(at: time(3_000))
    #expect(book.milliseconds == [190, 1_050], "what never recovered counts with all its time")
  }
}
