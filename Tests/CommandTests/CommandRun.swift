import Foundation

/// The `selvedge` command, run as a process.
struct CommandRun {
  /// Its exit code.
  let status: Int32
  /// What it printed for programs and people.
  let output: String
  /// What it said on standard error.
  let errors: String

  /// Runs the command and waits for its end.
  init(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws {
    self = try Self(launching: [Self.binary] + arguments, input: input, environment: environment)
  }

  /// Runs any program and waits for its end.
  init(
    launching words: [String], input: String = "", environment: [String: String] = [:]
  ) throws {
    let process = Process()
    let (input_, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input_
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try input_.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try input_.fileHandleForWriting.close()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = String(decoding: printed, as: UTF8.self)
    self.errors = String(decoding: said, as: UTF8.self)
  }

  /// The command beside this test bundle.
  static var binary: String {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "selvedge").path()
  }
}
