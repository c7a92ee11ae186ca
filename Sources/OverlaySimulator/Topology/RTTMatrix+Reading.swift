public import OverlayCore

extension RTTMatrix {
  /// Reads time slices of 16-bit little-endian times in units of 10 ms, row by row: the form of
  /// the Seattle data, 688 slices of 99×99 about 16 s apart.
  ///
  /// A zero there means under 5 ms or not measured. It is taken as not measured where the opposite
  /// direction has a time, and as 2.5 ms where neither has.
  /// Source: Zhu and others, IEEE/ACM Transactions on Networking 25(2), 2017.
  ///
  /// - Throws: ``RTTMatrixError`` when the bytes are no whole number of slices.
  public init(
    centisecondSlices bytes: [UInt8], siteCount: Int, sliceLength: Interval = .seconds(16)
  ) throws(RTTMatrixError) {
    precondition(siteCount > 0 && sliceLength > .zero)
    guard siteCount <= RTTMatrix.sitesMax else { throw .tooManySites(siteCount) }
    let sliceBytes = 2 * siteCount * siteCount
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count % sliceBytes == 0 else {
      throw .length(byteCount: bytes.count, sliceByteCount: sliceBytes)
    }
    let times = (0..<bytes.count / 2).map { index -> UInt32 in
      let units = UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8
      return units == 0 ? RTTMatrix.missing : units * 10_000
    }
    self.init(siteCount: siteCount, sliceLength: sliceLength, times: times)
    replaceMissing(by: .microseconds(2_500))
  }

  /// Reads lines of `i,j,avg,min,max,mdev`, times in milliseconds: the form of the WonderNetwork
  /// data. The average is taken; empty lines and lines that start with `#` are passed over.
  ///
  /// - Throws: ``RTTMatrixError`` with the line that was not understood.
  public init(commaSeparated bytes: [UInt8]) throws(RTTMatrixError) {
    var pairs: [(from: Int, to: Int, time: UInt32)] = []
    var siteCount = 0
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\r") else {
        continue
      }
      guard let pair = RTTMatrix.pair(in: line) else { throw .line(number) }
      pairs.append(pair)
      siteCount = max(siteCount, pair.from + 1, pair.to + 1)
    }
    guard !pairs.isEmpty else { throw .empty }
    guard siteCount <= RTTMatrix.sitesMax else { throw .tooManySites(siteCount) }
    var times = [UInt32](repeating: RTTMatrix.missing, count: siteCount * siteCount)
    for pair in pairs { times[pair.from * siteCount + pair.to] = pair.time }
    self.init(siteCount: siteCount, times: times)
  }

  /// A table of round trips in milliseconds, by sender (row) and receiver (column); nil where
  /// there is no measurement.
  ///
  /// - Throws: ``RTTMatrixError`` when the table is not square or a time is out of range.
  public init(milliseconds table: [[Double?]]) throws(RTTMatrixError) {
    guard !table.isEmpty else { throw .empty }
    guard table.count <= RTTMatrix.sitesMax else { throw .tooManySites(table.count) }
    var times: [UInt32] = []
    for (from, row) in table.enumerated() {
      guard row.count == table.count else { throw .row(from) }
      for (to, time) in row.enumerated() {
        guard let time else {
          times.append(RTTMatrix.missing)
          continue
        }
        guard time >= 0, time <= RTTMatrix.roundTripMax.inMilliseconds else {
          throw .time(from: from, to: to)
        }
        times.append(UInt32(time * 1_000))
      }
    }
    self.init(siteCount: table.count, times: times)
  }

  private static func pair(
    in line: ArraySlice<UInt8>
  ) -> (from: Int, to: Int, time: UInt32)? {
    let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 3)
    guard fields.count >= 3, let from = thousandths(in: fields[0]),
      let to = thousandths(in: fields[1]), let time = thousandths(in: fields[2]),
      from % 1_000 == 0, to % 1_000 == 0,
      time <= roundTripMax.nanoseconds / 1_000
    else { return nil }
    return (Int(from / 1_000), Int(to / 1_000), UInt32(time))
  }

  /// A decimal number times a thousand, further digits dropped; nil when it is none, or has more
  /// than nine digits before the point. Milliseconds become microseconds.
  private static func thousandths(in field: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    var decimals: Int?
    for byte in field {
      switch byte {
      case UInt8(ascii: ".") where decimals == nil:
        decimals = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if let count = decimals {
          guard count < 3 else { continue }
          decimals = count + 1
        } else if digits > 9 {
          return nil
        }
        value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: " "), UInt8(ascii: "\r"):
        continue
      default:
        return nil
      }
    }
    guard digits > 0 else { return nil }
    for _ in (decimals ?? 0)..<3 { value *= 10 }
    return value
  }
}
