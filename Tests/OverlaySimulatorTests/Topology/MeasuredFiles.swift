import Foundation
import Testing

/// The folder of measured round trips, which is not part of the package.
enum MeasuredFiles {
  /// The folder that the environment names.
  static let folder = ProcessInfo.processInfo.environment["SELVEDGE_DATA"]
  /// Whether it names one.
  static var isThere: Bool { folder != nil }
  /// What to do to run the tests that need it.
  static let hint: Comment = "set SELVEDGE_DATA to the folder of measured round trips to run this"

  /// The file's bytes, uncompressed by `gzip` where the folder has it as `name.gz`.
  static func bytes(of name: String) throws -> [UInt8] {
    let plain = URL(fileURLWithPath: try #require(folder)).appending(path: name)
    if let data = try? Data(contentsOf: plain) { return Array(data) }
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", plain.path + ".gz"]
    gzip.standardOutput = output
    try gzip.run()
    let data = try output.fileHandleForReading.readToEnd()
    gzip.waitUntilExit()
    try #require(gzip.terminationStatus == 0, "\(name) and \(name).gz cannot be read")
    return Array(data ?? Data())
  }
}
