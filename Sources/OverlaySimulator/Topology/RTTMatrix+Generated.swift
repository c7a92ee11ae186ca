import OverlayCore

extension RTTMatrix {
  /// Round trips that were not measured but drawn, with what makes the Seattle data difficult: lines
  /// of different length, times that stand for four to eight slices and then are quite different, and
  /// one in twelve several times as long.
  ///
  /// Sites lie in a square that takes 60 ms to cross, each behind a line of 5 to 30 ms. What the path
  /// itself takes is multiplied by 1 to 1.3 in 6 of 10 cases, by up to 3 in most others and by 3 to 10
  /// in one of twelve: our choice, good for trying things out and evidence of nothing.
  public static func generated(siteCount: Int, sliceCount: Int, seed: UInt64) -> RTTMatrix {
    precondition(1...sitesMax ~= siteCount && sliceCount > 0, "a matrix needs sites and slices")
    var random = SeededRandom(seed: seed)
    let places = (0..<siteCount).map { _ in
      (
        x: 60_000 * random.fraction(), y: 60_000 * random.fraction(),
        line: 5_000 + 25_000 * random.fraction()
      )
    }
    var times = [UInt32](repeating: 0, count: siteCount * siteCount * sliceCount)
    for first in 0..<siteCount {
      for second in 0..<first {
        let (one, other) = (places[first], places[second])
        let width = (one.x - other.x, one.y - other.y)
        let path = (width.0 * width.0 + width.1 * width.1).squareRoot() + one.line + other.line
        var slice = 0
        while slice < sliceCount {
          let end = min(sliceCount, slice + 4 + Int(random.next() % 5))
          let time = UInt32(path * stretch(&random))
          for held in slice..<end {
            times[(held * siteCount + first) * siteCount + second] = time
            times[(held * siteCount + second) * siteCount + first] = time
          }
          slice = end
        }
      }
    }
    return RTTMatrix(siteCount: siteCount, times: times)
  }

  private static func stretch(_ random: inout SeededRandom) -> Double {
    switch random.fraction() {
    case ..<0.6: 1 + 0.3 * random.fraction()
    case ..<(11.0 / 12): 1.3 + 1.7 * random.fraction()
    default: 3 + 7 * random.fraction()
    }
  }
}
