import Foundation
import Glibc
import OverlayCore
import OverlayRuntime
import OverlaySimulator

/// One site's node: its state directory, and its daemon while it runs.
final class SiteDaemon {
  let site: Site
  let directory: String
  private let executable: String
  private var process: Process?

  /// A node that lives below `root`.
  init(_ site: Site, executable: String, root: String) {
    self.site = site
    self.executable = executable
    directory = "\(root)/\(site.memberName)"
  }

  /// Where the daemon takes questions.
  var controlSocket: String { directory + "/control.sock" }

  private var logPath: String { directory + "/daemon.log" }

  /// A command about this node, started; it is over when it no longer runs.
  func launch(_ arguments: [String]) throws -> RunningCommand {
    try RunningCommand(executable: executable, arguments + ["--state", directory])
  }

  /// Adds settings to the node's config.yaml.
  func configure(_ lines: String) throws {
    let path = directory + "/config.yaml"
    let before = try String(contentsOfFile: path, encoding: .utf8)
    try (before + lines).write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Starts the daemon.
  func start() throws {
    _ = FileManager.default.createFile(atPath: logPath, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = ["up", "--no-tun", "--state", directory]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: logPath) ?? .nullDevice
    try process.run()
    self.process = process
  }

  /// How many other sites the daemon is connected with; nil while it does not answer.
  var connectedCount: Int? {
    guard var client = try? ControlClient(path: controlSocket),
      (try? client.send(.status)) != nil,
      case .status(let report)? = try? client.next(within: 2)
    else { return nil }
    return report.peers.count { $0.isConnected }
  }

  /// The last lines of the daemon's log.
  var lastWords: String {
    let log = (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? ""
    return log.split(separator: "\n").suffix(3).map { "  \(site.name): \($0)" }
      .joined(separator: "\n")
  }

  /// Asks the daemon to end. It says farewell first.
  func terminate() {
    if let process, process.isRunning { process.terminate() }
  }

  /// Whether the daemon still runs.
  var isRunning: Bool { process?.isRunning ?? false }

  /// Ends a daemon that did not end when asked.
  func kill() {
    guard let process, process.isRunning else { return }
    Glibc.kill(process.processIdentifier, SIGKILL)
  }
}
