import Foundation

/// UDP payloads that crossed the router while `tcpdump` watched.
struct Capture {
  private let process: BackgroundProcess
  private let file: URL

  /// Starts watching `port` on the router.
  init(in lab: NamespaceLab, port: Int) throws {
    file = lab.folder.appending(path: "capture.pcap")
    let path = file.path()
    // Without buffering the kernel's ring has slots as large as the largest packet wanted.
    process = try lab.startOnRouter(
      [
        "tcpdump", "-Z", "root", "-U", "-n", "-i", "any", "--immediate-mode", "-s", "2048",
        "-B", "8192", "-w", path, "udp", "and", "port", "\(port)",
      ])
    try Waiting.until("tcpdump listens") { [process] in process.errors.contains("listening") }
  }

  /// The IPv4 UDP payloads seen so far, in order.
  func payloads() throws -> [[UInt8]] {
    Self.payloads(in: [UInt8](try Data(contentsOf: file)))
  }

  /// Ends the capture; what was seen can still be read.
  func stop() {
    process.stop(signal: SIGINT)
  }

  /// Reads the classic capture format: a 24-byte header, then records behind 16-byte headers. Link
  /// layer "cooked v2" (20 bytes) or "cooked v1" (16 bytes), as `-i any` writes them.
  static func payloads(in bytes: [UInt8]) -> [[UInt8]] {
    guard bytes.count > 24 else { return [] }
    func word(_ at: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    let linkHeader = word(20) == 276 ? 20 : 16
    var payloads: [[UInt8]] = []
    var position = 24
    while position + 16 <= bytes.count {
      let length = word(position + 8)
      let packet = position + 16 + linkHeader
      let end = position + 16 + length
      guard end <= bytes.count else { break }
      if packet + 28 <= end, bytes[packet] >> 4 == 4 {
        let header = Int(bytes[packet] & 15) * 4 + 8
        if packet + header <= end { payloads.append(Array(bytes[(packet + header)..<end])) }
      }
      position = end
    }
    return payloads
  }
}
