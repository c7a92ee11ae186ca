/// Bytes of a stream, cut into lines.
struct LineBuffer {
  private var bytes: [UInt8] = []
  private let lineBytesMax: Int

  /// Refuses lines longer than `lineBytesMax`.
  init(lineBytesMax: Int = RuntimeLimits.controlLineBytes) {
    self.lineBytesMax = lineBytesMax
  }

  /// Adds what arrived; false when the line has grown too long.
  mutating func append(_ more: ArraySlice<UInt8>) -> Bool {
    bytes += more
    return bytes.count <= lineBytesMax || bytes.contains(ControlCoding.newline)
  }

  /// The next complete line without its newline; nil when there is none yet.
  mutating func next() -> [UInt8]? {
    guard let end = bytes.firstIndex(of: ControlCoding.newline) else { return nil }
    let line = Array(bytes[..<end])
    bytes.removeFirst(end + 1)
    return line
  }
}
