/// What an application reported of a link, as link state carries it.
///
/// ```
/// | metric 1 | value, IEEE 754 binary32 4 | tenths of a second that it still holds 2 |
/// ```
struct MetricValue: Hashable, Sendable {
  static let byteCount = 7

  /// The metric's number, below ``Limits/applicationMetricsMax``.
  var metric: UInt8
  /// Finite, not negative.
  var value: Double
  /// How much longer it holds, in tenths of a second on the wire.
  var left: Interval

  init(metric: UInt8, value: Double, left: Interval) {
    self.metric = metric
    self.value = value
    self.left = left
  }

  init(_ reader: inout ByteReader, _ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    metric = try reader.byte(bytes)
    value = Double(Float(bitPattern: try reader.uint32(bytes)))
    left = .milliseconds(100 &* UInt64(try reader.uint16(bytes)))
    guard metric < Limits.applicationMetricsMax, value.isFinite, value >= 0 else { throw .badValue }
  }

  func write(_ writer: inout ByteWriter, to buffer: inout MutableSpan<UInt8>) {
    writer.byte(metric, to: &buffer)
    writer.uint32(Float(value).bitPattern, to: &buffer)
    let tenths = (left.nanoseconds + 99_999_999) / 100_000_000
    writer.uint16(UInt16(clamping: tenths), to: &buffer)
  }
}
