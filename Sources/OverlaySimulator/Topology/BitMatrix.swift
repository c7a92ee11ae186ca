/// A yes or no for each pair of row and column, eight to the byte.
struct BitMatrix: Sendable {
  let columnCount: Int
  /// Words of one row.
  let stride: Int
  private(set) var words: [UInt64]

  /// All no.
  init(rowCount: Int, columnCount: Int) {
    self.columnCount = columnCount
    stride = (columnCount + 63) / 64
    words = Array(repeating: 0, count: rowCount * stride)
  }

  @inline(__always)
  subscript(row: Int, column: Int) -> Bool {
    get { words[row * stride + column >> 6] >> UInt64(column & 63) & 1 == 1 }
    set {
      let bit = UInt64(1) << UInt64(column & 63)
      if newValue {
        words[row * stride + column >> 6] |= bit
      } else {
        words[row * stride + column >> 6] &= ~bit
      }
    }
  }

  /// Makes the whole row no.
  mutating func clear(row: Int) {
    for word in row * stride..<(row + 1) * stride { words[word] = 0 }
  }

  /// The word that holds columns `64 * place..<64 * (place + 1)` of the row, lowest first.
  func word(_ place: Int, ofRow row: Int) -> UInt64 {
    words[row * stride + place]
  }

  /// The number of yes.
  var count: Int {
    words.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}
