import Testing

@testable import selvedge

@Suite("output for people")
struct OutputTests {
  @Test("milliseconds keep three digits that matter")
  func milliseconds() {
    #expect(Quantity.milliseconds(0.4124) == "0.412 ms")
    #expect(Quantity.milliseconds(12.34) == "12.3 ms")
    #expect(Quantity.milliseconds(1_204) == "1.20 s")
    #expect(Quantity.milliseconds(.infinity) == "-")
  }

  @Test("shares are percentages without needless digits")
  func shares() {
    #expect(Quantity.share(0) == "0 %")
    #expect(Quantity.share(0.015) == "1.5 %")
    #expect(Quantity.share(1) == "100 %")
    #expect(Quantity.share(.nan) == "-")
  }

  @Test("times and sizes choose their unit")
  func units() {
    #expect(Quantity.seconds(59.9) == "59 s")
    #expect(Quantity.seconds(180) == "3 min")
    #expect(Quantity.seconds(7_200) == "2 h")
    #expect(Quantity.seconds(345_600) == "4 d")
    #expect(Quantity.bytes(999) == "999 B")
    #expect(Quantity.bytes(1_500) == "1.5 kB")
    #expect(Quantity.bytes(20_100_000) == "20.1 MB")
  }

  @Test("columns line up, and lines do not end in spaces")
  func table() {
    var table = TextTable("A", "LONG", "B")
    table.add("xxx", "y", "")
    #expect(table.text == "A    LONG  B\nxxx  y")
  }

  @Test("what others wrote gives a terminal no orders and forges no lines")
  func hostileText() {
    var table = TextTable("CONTENT")
    table.add("a\u{1b}]52;c;\nb\u{202e}é")
    #expect(table.text == #"CONTENT"# + "\n" + #"a\u{1b}]52;c;\u{a}b\u{202e}é"#)
  }

  @Test("times as arguments need a unit")
  func durations() {
    #expect(DurationArgument(argument: "90s")?.seconds == 90)
    #expect(DurationArgument(argument: "30m")?.seconds == 1_800)
    #expect(DurationArgument(argument: "24h")?.seconds == 86_400)
    #expect(DurationArgument(argument: "7d")?.seconds == 604_800)
    for text in ["", "h", "0s", "-1s", "+1s", "10", "1.5h", "99999999999999999999d", "4000d"] {
      #expect(DurationArgument(argument: text) == nil, "\(text)")
    }
  }
}
