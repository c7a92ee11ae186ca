import Foundation

/// A lab that `selvedge lab` built, taken down with its owner.
final class EmulatedLab {
  /// What `ping` told.
  struct Pings {
    /// Answers that came.
    let received: Int
    /// The median round trip in milliseconds; 0 when no answer came.
    let median: Double
  }

  /// What `selvedge lab status --json` says, as far as the tests need it.
  struct Status: Decodable {
    struct Path: Decodable {
      let from: String
      let to: String
      let isCut: Bool
      let delayMilliseconds: Double
      let loss: Double
      let lost: UInt64
    }
    let process: Int32
    let paths: [Path]
  }

  /// The lab's name.
  let name: String
  private let scenario: String
  private let folder: URL
  private var processes: [BackgroundProcess] = []

  /// Builds a lab of a shipped scenario.
  convenience init(_ scenario: String, name: String? = nil) throws {
    self.init(unstarted: scenario, name: name)
    let run = try Self.attempt("up", scenario, "--name", self.name)
    guard run.status == 0 else { throw LabError.commandFailed("lab up \(scenario)", run) }
  }

  /// Prepares a lab that is not up yet.
  init(unstarted scenario: String, name: String? = nil) {
    self.scenario = scenario
    self.name = name ?? scenario
    folder = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    _ = try? Self.attempt("down", "--name", name)
    for process in processes { process.stop(signal: SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  private static var binary: String {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "selvedge").path()
  }

  /// Runs a subcommand of `selvedge lab` to its end, whatever it is.
  static func attempt(_ arguments: String...) throws -> CommandResult {
    try attempt(arguments)
  }

  private static func attempt(_ arguments: [String]) throws -> CommandResult {
    let process = try BackgroundProcess(
      [binary, "lab"] + arguments, logFolder: FileManager.default.temporaryDirectory)
    defer { process.removeLogs() }
    return process.wait()
  }

  /// Runs a subcommand about this lab; throws unless it succeeds.
  @discardableResult
  func run(_ arguments: String...) throws -> String {
    let run = try Self.attempt(arguments + ["--name", name])
    guard run.status == 0 else {
      throw LabError.commandFailed("lab \(arguments.joined(separator: " "))", run)
    }
    return run.output
  }

  /// Runs a command inside a host to its end, whatever it is.
  func exec(_ host: String, _ command: [String]) throws -> CommandResult {
    try Self.attempt(["exec", "--name", name, host, "--"] + command)
  }

  /// Starts a command inside a host.
  func start(on host: String, _ command: [String]) throws -> BackgroundProcess {
    try start(["exec", "--name", name, host, "--"] + command)
  }

  /// Starts the lab in a process of its own.
  func startInForeground() throws -> BackgroundProcess {
    try start(["up", scenario, "--name", name, "--foreground"])
  }

  private func start(_ arguments: [String]) throws -> BackgroundProcess {
    let process = try BackgroundProcess([Self.binary, "lab"] + arguments, logFolder: folder)
    processes.append(process)
    return process
  }

  /// What the emulator says.
  func status() throws -> Status {
    try JSONDecoder().decode(Status.self, from: Data(run("status", "--json").utf8))
  }

  /// Ends the emulator with no chance to clean up, and waits until it is gone.
  func killEmulator() throws {
    let process = try status().process
    kill(process, SIGKILL)
    try Waiting.until("the emulator is gone") {
      // Its parent may not have noticed yet.
      let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      return state?.contains(") Z ") ?? true
    }
  }

  /// Pings one host from another, two hundred times a second.
  func ping(_ options: String, from: String, to: String, count: Int) throws -> Pings {
    try ping([options], from: from, to: to, count: count)
  }

  /// Pings one host from another, two hundred times a second.
  func ping(_ options: [String], from: String, to: String, count: Int) throws -> Pings {
    let run = try exec(
      from, ["ping", "-c", "\(count)", "-i", "0.005", "-W", "1"] + options + [to])
    let times = run.output.matches(of: /time=([0-9.]+) ms/).compactMap { Double($0.1) }.sorted()
    return Pings(received: times.count, median: times.isEmpty ? 0 : times[times.count / 2])
  }

  /// How many processes run inside a host.
  func processes(in host: String) throws -> Int {
    let process = try BackgroundProcess(
      ["ip", "netns", "pids", "selvedge-lab.\(name).\(host)"], logFolder: folder)
    return process.wait().output.split(separator: "\n").count
  }

  /// Namespaces, directories, devices and processes of the lab that are still there.
  func remains() throws -> [String] {
    let files = ["/run", "/run/netns"].flatMap { directory in
      ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
        .filter { $0.hasPrefix("selvedge-lab.\(name)") }
    }
    let devices = try String(contentsOfFile: "/proc/net/dev", encoding: .utf8)
      .split(separator: "\n").filter { $0.contains("wan") }.map(String.init)
    return files + devices
  }
}
