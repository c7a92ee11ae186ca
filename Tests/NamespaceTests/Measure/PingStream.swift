import Foundation

/// Echo requests at a steady rate from one host of the bench to an address.
struct PingStream {
  private let process: BackgroundProcess

  /// Starts `ping`, by default a hundred requests a second.
  init(
    in lab: NamespaceLab, on host: String, to address: String, interval: Double = 0.01,
    typeOfService: Int? = nil, payloadBytes: Int? = nil
  ) throws {
    var arguments = ["ping", "-D", "-n", "-i", "\(interval)", "-W", "1"]
    if let typeOfService { arguments += ["-Q", "\(typeOfService)"] }
    // One that sets a size may be cut up.
    if let payloadBytes { arguments += ["-M", "dont", "-s", "\(payloadBytes)"] }
    process = try lab.start(on: host, arguments + [address])
    try Waiting.until("the first answer from \(address)", seconds: 10) { [process] in
      process.output.contains("icmp_seq=")
    }
  }

  /// Ends the stream and reads what came of it.
  func stop() -> PingReport {
    PingReport(parsing: process.stop(signal: SIGINT).output)
  }
}
