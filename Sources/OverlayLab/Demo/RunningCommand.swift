import Foundation

/// A `selvedge` command that was started and may still run.
final class RunningCommand {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  init(executable: String, _ arguments: [String]) throws {
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// Ends it early.
  func terminate() {
    if process.isRunning { process.terminate() }
  }

  /// What it printed, once it is over.
  ///
  /// - Throws: ``DemoError/commandFailed(command:said:)`` when it was not successful.
  func result() throws -> String {
    process.waitUntilExit()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    guard process.terminationStatus == 0 else {
      throw DemoError.commandFailed(
        command: (process.arguments ?? []).first ?? "",
        said: String(decoding: said, as: UTF8.self).trimmed)
    }
    return String(decoding: printed, as: UTF8.self).trimmed
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
