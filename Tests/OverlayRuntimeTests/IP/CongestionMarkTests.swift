import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("Congestion marks")
struct CongestionMarkTests {
  /// RFC 6040's figure 4, read off by rows of the inner and columns of the outer mark, each in the
  /// order not capable, ECT(0), ECT(1), CE.
  private static let order: [CongestionMark] = [.notCapable, .capable0, .capable1, .experienced]
  private static let figure: [[CongestionMark?]] = [
    [.notCapable, .notCapable, .notCapable, nil],
    [.capable0, .capable0, .capable1, .experienced],
    [.capable1, .capable1, .capable1, .experienced],
    [.experienced, .experienced, .experienced, .experienced],
  ]

  @Test("leave a tunnel as RFC 6040 has it")
  func table() {
    for (row, inner) in Self.order.enumerated() {
      for (column, outer) in Self.order.enumerated() {
        #expect(CongestionMark.leaving(inner: inner, outer: outer) == Self.figure[row][column])
      }
    }
  }

  @Test("are written into packets of either family with a right checksum and nothing else changed")
  func packets() throws {
    for inner in CongestionMark.allCases {
      for outer in CongestionMark.allCases {
        for codePoint in [UInt8(0), 46 << 2, 63 << 2] {
          try check(inner, outer, codePoint)
        }
      }
    }
  }

  private func check(_ inner: CongestionMark, _ outer: CongestionMark, _ codePoint: UInt8) throws {
    let build: [(UInt8) -> [UInt8]] = [
      { NaiveIP.ipv4(traffic: $0, upper: 17, payload: [1, 2, 3]) },
      { NaiveIP.ipv6(traffic: $0, next: 17, payload: [1, 2, 3]) },
    ]
    for make in build {
      var packet = make(codePoint | inner.rawValue)
      let before = packet
      let read = IPHeader(packet.span, in: 0..<packet.count)
      let header = try #require(read)
      #expect(header.trafficByte == codePoint | inner.rawValue)
      var span = packet.mutableSpan
      let stays = CongestionMark.leave(
        &span, header, at: 0, outer: 10 << 2 | outer.rawValue)
      guard let mark = CongestionMark.leaving(inner: inner, outer: outer) else {
        #expect(!stays)
        #expect(packet == before)
        continue
      }
      #expect(stays)
      #expect(packet == make(codePoint | mark.rawValue))
    }
  }
}
