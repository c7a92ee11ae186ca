/// Reads /proc/net/dev, as proc(5) describes it.
enum InterfaceCounts {
  /// Bytes, packets, errors, drops, FIFO errors, frame errors, compressed and multicast received;
  /// the first four of the same sent.
  private static let transmitDropsColumn = 11

  /// The packets that these interfaces should have sent and dropped, in all.
  static func droppedOnTransmit(_ text: String, interfaces: [String]) -> UInt64 {
    text.split(separator: "\n").reduce(0) { sum, line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, interfaces.contains(String(parts[0].drop { $0 == " " })) else {
        return sum
      }
      let columns = parts[1].split(separator: " ")
      guard columns.count > transmitDropsColumn else { return sum }
      return sum + (UInt64(columns[transmitDropsColumn]) ?? 0)
    }
  }
}
