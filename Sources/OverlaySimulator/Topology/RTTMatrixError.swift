/// Why bytes or a table are no ``RTTMatrix``.
public enum RTTMatrixError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing in it.
  case empty
  /// The length is not a whole number of slices.
  case length(byteCount: Int, sliceByteCount: Int)
  /// A row of a table has another length than the table.
  case row(Int)
  /// More sites than ``RTTMatrix/sitesMax``.
  case tooManySites(Int)
  /// A time is negative, not a number, or longer than ``RTTMatrix/roundTripMax``.
  case time(from: Int, to: Int)
  /// The text on this line, from one, is not `i,j,avg,min,max,mdev`.
  case line(Int)

  /// What is wrong, where, and what would be right.
  public var description: String {
    switch self {
    case .empty: "round trips: no measurement in it"
    case .length(let byteCount, let sliceByteCount):
      "round trips: \(byteCount) bytes are not a whole number of slices of \(sliceByteCount); "
        + "is it still compressed?"
    case .row(let row): "round trips: row \(row) is not as long as the table is high"
    case .tooManySites(let count):
      "round trips: \(count) sites, at most \(RTTMatrix.sitesMax)"
    case .time(let from, let to):
      "round trips: the time from \(from) to \(to) is outside 0 s to 600 s"
    case .line(let line):
      "round trips: line \(line) is not 'site,site,average,…' with times in milliseconds; "
        + "is it still compressed?"
    }
  }
}
