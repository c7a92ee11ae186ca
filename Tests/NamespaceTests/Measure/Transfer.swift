import Foundation

/// A TCP transfer by `iperf3` between two hosts of the bench.
struct Transfer {
  private let client: BackgroundProcess

  /// Starts a server on `server` and a client that sends to `address` for `seconds`.
  init(
    in lab: NamespaceLab, from client: String, to server: String, address: String, seconds: Int,
    extra: [String] = []
  ) throws {
    let listener = try lab.start(on: server, ["iperf3", "--server", "--one-off", "--forceflush"])
    try Waiting.until("iperf3 listens", seconds: 10) { listener.output.contains("listening") }
    self.client = try lab.start(
      on: client,
      ["iperf3", "--client", address, "--time", "\(seconds)", "--json"] + extra)
  }

  /// Waits for the end; bits a second that arrived, and bits a second in each second of the run.
  func finish() throws -> (bitsPerSecond: Double, seconds: [Double]) {
    let result = client.wait()
    guard result.status == 0 else { throw LabError.commandFailed(client.commandLine, result) }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    return (report.end.sum_received.bits_per_second, report.intervals.map(\.sum.bits_per_second))
  }

  // The names are iperf3's own.
  private struct Report: Decodable {
    struct Rate: Decodable { let bits_per_second: Double }
    struct Interval: Decodable { let sum: Rate }
    struct End: Decodable { let sum_received: Rate }
    let intervals: [Interval]
    let end: End
  }
}
