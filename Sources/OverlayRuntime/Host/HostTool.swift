internal import CLinuxNet
internal import Foundation

/// Runs the system's own programs for what has no simpler interface: `ip`, `nft`, `resolvectl`.
enum HostTool: String {
  case ip
  case nft
  case resolvectl

  /// root's PATH does not always name them.
  private static let places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
  /// None of them takes a tenth of it, unless the system is in trouble.
  private static let timeoutSeconds = 5.0

  /// Where it is; nil when it is not installed.
  var path: String? {
    Self.places.map { "\($0)/\(rawValue)" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  /// Runs it to its end.
  ///
  /// - Parameter input: for its standard input.
  /// - Returns: what it printed.
  @discardableResult
  func run(_ arguments: [String], input: String = "") throws(HostToolError) -> String {
    let command = ([rawValue] + arguments).joined(separator: " ")
    guard let path else { throw .missing(tool: rawValue) }
    // Where the daemon is not root but may set up networks, its helpers have to be allowed to as well.
    _ = clinuxnet_capability_pass_on()
    let process = Process()
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
      // Scripts are far smaller than a pipe.
      try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try standardInput.fileHandleForWriting.close()
    } catch {
      throw .failed(command: command, said: "\(error)")
    }
    guard ended.wait(timeout: .now() + Self.timeoutSeconds) == .success else {
      process.terminate()
      throw .failed(command: command, said: "no end within \(Int(Self.timeoutSeconds)) s")
    }
    let said = Self.text(errors)
    guard process.terminationStatus == 0 else {
      throw .failed(command: command, said: said.isEmpty ? "no reason given" : said)
    }
    return Self.text(output)
  }

  /// Runs it to its end; why it could not do it.
  func attempt(_ arguments: [String], input: String = "") -> HostToolError? {
    do throws(HostToolError) {
      try run(arguments, input: input)
      return nil
    } catch {
      return error
    }
  }

  private static func text(_ pipe: Pipe) -> String {
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? nil
    return String(decoding: data ?? Data(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
