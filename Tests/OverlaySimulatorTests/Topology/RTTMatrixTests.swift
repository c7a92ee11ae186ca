import OverlayCore
import OverlaySimulator
import Testing

@Suite("measured round trips")
struct RTTMatrixTests {
  private func csv(_ text: String) throws -> RTTMatrix {
    try RTTMatrix(commaSeparated: Array(text.utf8))
  }

  @Test("lines give directed pairs, and the opposite direction fills a gap")
  func commaSeparated() throws {
    let matrix = try csv(
      """
      # i,j,avg_ms,min_ms,max_ms,mdev_ms
      0,1,266.75,229.78,368.58,43.03
      1,0,266.1234,1,1,1

      2,0,5,4,6,1\r
      """)
    #expect(matrix.siteCount == 3 && matrix.sliceCount == 1)
    #expect(matrix.roundTrip(from: 0, to: 1) == .microseconds(266_750))
    #expect(matrix.roundTrip(from: 1, to: 0) == .microseconds(266_123))
    #expect(matrix.roundTrip(from: 0, to: 2) == .milliseconds(5))
    #expect(matrix.roundTrip(from: 0, to: 0) == .zero)
    #expect(matrix.filledCount == 1)
    #expect(matrix.roundTrip(from: 1, to: 2) == nil)
    #expect(matrix.missingPairs().map { [$0.0, $0.1] } == [[1, 2]])
  }

  @Test(
    "a line that is none is named",
    arguments: [
      "0,1", "0,1,x", "a,1,5", "0,1,-5", "0,1,1.2.3", "0.5,1,5", "0,1,700000", "0,1,",
      "\u{1f}\u{8b}",
      "0,1,99999999999999999999",
    ])
  func badLine(line: String) {
    #expect(throws: RTTMatrixError.line(2)) { try csv("0,1,5\n\(line)\n") }
  }

  @Test("too many sites are refused before any memory is taken for them")
  func tooMany() {
    #expect(throws: RTTMatrixError.tooManySites(999_999_999 + 1)) { try csv("0,999999999,5") }
    #expect(throws: RTTMatrixError.empty) { try csv("# nothing\n") }
  }

  @Test(
    "garbage is refused or read, and never trips anything",
    arguments: 1...200 as ClosedRange<UInt64>)
  func garbage(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let alphabet = Array("0123456789,.#\n\r -e".utf8)
    let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
      seed % 2 == 0
        ? UInt8(truncatingIfNeeded: random.next())
        : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    }
    _ = try? RTTMatrix(commaSeparated: bytes)
    _ = try? RTTMatrix(centisecondSlices: bytes, siteCount: 3)
  }

  @Test("zero in a slice is the opposite direction's time, or 2.5 ms when both are zero")
  func slices() throws {
    let bytes: [UInt8] = [9, 9, 0x2e, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 7, 0]
    let matrix = try RTTMatrix(centisecondSlices: bytes, siteCount: 3)
    #expect(matrix.roundTrip(from: 0, to: 1) == .milliseconds(8_140))
    #expect(matrix.roundTrip(from: 1, to: 0) == .milliseconds(8_140))
    #expect(matrix.roundTrip(from: 0, to: 2) == .milliseconds(50))
    #expect(matrix.roundTrip(from: 1, to: 2) == .microseconds(2_500))
    #expect(matrix.roundTrip(from: 0, to: 0) == .zero)
    #expect(matrix.roundTrip(from: 2, to: 2) == .zero)
    #expect(throws: RTTMatrixError.length(byteCount: 17, sliceByteCount: 18)) {
      try RTTMatrix(centisecondSlices: Array(bytes.dropLast()), siteCount: 3)
    }
  }

  @Test("a table must be square and its times times")
  func table() throws {
    let matrix = try RTTMatrix(milliseconds: [[3, 1.5], [nil, 0]])
    #expect(matrix.roundTrip(from: 1, to: 0) == .microseconds(1_500))
    #expect(throws: RTTMatrixError.row(1)) { try RTTMatrix(milliseconds: [[0, 1], [2]]) }
    #expect(throws: RTTMatrixError.time(from: 0, to: 1)) {
      try RTTMatrix(milliseconds: [[0, .nan], [1, 0]])
    }
    #expect(throws: RTTMatrixError.time(from: 1, to: 0)) {
      try RTTMatrix(milliseconds: [[0, 1], [-1, 0]])
    }
  }

  // MARK: - The data sets themselves

  /// The share of pairs that some relay makes quicker, and by at least a fifth.
  private func relayGain(_ matrix: RTTMatrix, slice: Int = 0) -> (any: Double, fifth: Double) {
    let count = matrix.siteCount
    let times = (0..<count).map { from in
      (0..<count).map {
        matrix.roundTrip(from: from, to: $0, slice: slice)?.inMilliseconds ?? .infinity
      }
    }
    var (pairs, quicker, muchQuicker) = (0.0, 0.0, 0.0)
    for from in 0..<count {
      for to in 0..<count where from != to && times[from][to] < .infinity {
        var best = Double.infinity
        for relay in 0..<count where relay != from && relay != to {
          best = min(best, times[from][relay] + times[relay][to])
        }
        pairs += 1
        if best < times[from][to] { quicker += 1 }
        if best < 0.8 * times[from][to] { muchQuicker += 1 }
      }
    }
    return (quicker / pairs, muchQuicker / pairs)
  }

  @Test(
    "the cities' round trips have the known shape",
    .enabled(if: MeasuredFiles.isThere, MeasuredFiles.hint))
  func cities() throws {
    let matrix = try RTTMatrix(
      commaSeparated: try MeasuredFiles.bytes(of: "wondernetwork_2018-11_242cities_rtt.csv"))
    #expect(matrix.siteCount == 242)
    #expect(matrix.missingPairs().count == 18)
    let gain = relayGain(matrix)
    #expect(abs(gain.any - 0.78) < 0.015, "\(gain.any) of pairs have a quicker relay")
    #expect(abs(gain.fifth - 0.15) < 0.015, "\(gain.fifth) of pairs by a fifth")
  }

  @Test(
    "the home machines' round trips have the known shape",
    .enabled(if: MeasuredFiles.isThere, MeasuredFiles.hint))
  func homes() throws {
    let matrix = try RTTMatrix(
      centisecondSlices: try MeasuredFiles.bytes(
        of: "seattle_99x99x688_rtt_centisec_u16le.bin"),
      siteCount: 99)
    #expect(matrix.sliceCount == 688)
    #expect(matrix.missingPairs(slice: 687).isEmpty)
    let gains = [0, 200, 400, 600].map { relayGain(matrix, slice: $0).any }
    let mean = gains.reduce(0, +) / 4
    #expect(abs(mean - 0.72) < 0.05, "\(mean) of pairs have a quicker relay")
  }
}
