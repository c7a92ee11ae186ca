/// Text in columns, two spaces apart.
struct TextTable {
  private var rows: [[String]]

  /// A table with the names of its columns.
  init(_ header: String...) {
    self.init(header)
  }

  /// A table with the names of its columns, however many.
  init(_ header: [String]) {
    rows = [header]
  }

  /// Adds a row.
  mutating func add(_ cells: String...) {
    add(cells)
  }

  /// Adds a row of any length. What others wrote is printed without what a terminal would obey.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map(\.printable))
  }

  /// The table, without spaces at the ends of lines.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let padded = row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

extension String {
  /// The same with control characters, and those that turn the direction of text, written out: they
  /// could forge lines, or give orders to the terminal.
  var printable: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar.isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
