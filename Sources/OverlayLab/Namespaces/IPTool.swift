internal import Foundation

/// Runs `ip`, of which every distribution has one.
enum IPTool {
  /// root's PATH does not always name them.
  private static let places = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"]

  /// Runs `ip` to its end and gives its output.
  ///
  /// - Parameter lines: For its standard input, as `-batch -` reads them.
  @discardableResult
  static func run(_ arguments: [String], lines: [String] = []) throws(LabError) -> String {
    guard let path = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw .toolMissing
    }
    let process = Process()
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    let command = (["ip"] + arguments).joined(separator: " ")
    do {
      try process.run()
      let text = lines.map { $0 + "\n" }.joined()
      try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
      try input.fileHandleForWriting.close()
      let printed = try output.fileHandleForReading.readToEnd() ?? Data()
      let said = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw LabError.toolFailed(
          command,
          said: String(decoding: said, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines))
      }
      return String(decoding: printed, as: UTF8.self)
    } catch let error as LabError {
      throw error
    } catch {
      throw .toolFailed(command, said: "\(error)")
    }
  }
}
