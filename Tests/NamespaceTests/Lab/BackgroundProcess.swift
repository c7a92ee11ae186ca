import Foundation

/// A process that runs while a test goes on, its output in files.
final class BackgroundProcess {
  private let process = Process()
  private let outputFile: URL
  private let errorFile: URL
  /// The command line, for messages.
  let commandLine: String

  /// Starts `arguments`, the first of which is looked up on the PATH.
  init(_ arguments: [String], input: String? = nil, logFolder: URL) throws {
    commandLine = arguments.joined(separator: " ")
    let name = "\(UUID().uuidString.prefix(8))-\(arguments.last { !$0.hasPrefix("-") } ?? "")"
      .map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" }
    outputFile = logFolder.appending(path: "\(String(name)).out")
    errorFile = logFolder.appending(path: "\(String(name)).err")
    for file in [outputFile, errorFile] {
      try Data().write(to: file)
    }
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try Self.withAllSignals { try process.run() }
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
      try Self.withAllSignals { try process.run() }
    }
  }

  /// Test threads block signals, and a child would inherit that and never hear its SIGINT.
  private static func withAllSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// The process's number; `ip netns exec` and `env` replace themselves, so it is the program's own.
  var identifier: Int32 { process.processIdentifier }

  /// Whether it still runs.
  var isRunning: Bool { process.isRunning }

  /// What it has written to its standard output so far.
  var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

  /// What it has written to its standard error so far.
  var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  /// Sends `signal` if it still runs.
  func send(signal: Int32) {
    if process.isRunning { kill(identifier, signal) }
  }

  /// Waits for its end and says what came of it.
  func wait() -> CommandResult {
    process.waitUntilExit()
    let status = process.terminationStatus
    return CommandResult(
      status: process.terminationReason == .exit ? status : 128 + status, output: output,
      errors: errors)
  }

  /// Asks it to end with `signal`, and ends it by force when it does not within ten seconds.
  @discardableResult
  func stop(signal: Int32 = SIGTERM) -> CommandResult {
    send(signal: signal)
    let deadline = Date(timeIntervalSinceNow: 10)
    while process.isRunning, Date() < deadline { usleep(5_000) }
    send(signal: SIGKILL)
    return wait()
  }

  /// Removes the files that hold its output.
  func removeLogs() {
    for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) }
  }
}
