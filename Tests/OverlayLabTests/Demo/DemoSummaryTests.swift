import Foundation
import OverlayCore
import OverlayLab
import Testing

@Suite struct DemoSummaryTests {
  @Test("the summary is one JSON object with the agreed names")
  func json() throws {
    var direct = StreamLedger()
    var overlay = StreamLedger()
    for index in 0..<10 as Range<UInt64> {
      let now = Instant.zero + .milliseconds(20 * index)
      _ = direct.send(at: now)
      guard let sequence = overlay.send(at: now) else { return }
      _ = overlay.arrive(sequence, at: now + .milliseconds(34))
      overlay.answer(sequence, at: now + .milliseconds(68))
    }
    let summary = DemoSummary(
      scenario: "outage", recoveries: [180, 120, 140], direct: direct, overlay: overlay)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(summary), as: UTF8.self)
    #expect(
      text == """
        {"direct":{"received":0,"rtt_ms_median":null,"sent":10},\
        "overlay":{"received":10,"rtt_ms_median":68,"sent":10},\
        "recovery_ms":{"max":180,"median":140,"runs":3},"scenario":"outage"}
        """)
  }
}
