import Foundation
import OverlayRuntime

/// A node in a state directory of a test's own, and its daemon while it runs.
final class TestNode {
  /// The state directory.
  let state: String
  private var daemon: Process?

  init() {
    state = "/tmp/selvedge-command-\(UInt32.random(in: 0 ... .max))"
  }

  deinit {
    if let daemon, daemon.isRunning {
      daemon.terminate()
      daemon.waitUntilExit()
    }
    try? FileManager.default.removeItem(atPath: state)
  }

  /// Runs a command about this node.
  @discardableResult
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> CommandRun {
    try CommandRun(arguments + ["--state", state], input: input, environment: environment)
  }

  /// Founds a network on a port of the loopback that the kernel chose.
  @discardableResult
  func found(_ name: String = "alpha") throws -> UInt16 {
    let port = Self.freePort()
    _ = try run("network", "create", "home", "--name", name, "--listen", "127.0.0.1:\(port)")
    return port
  }

  /// Starts the daemon without a network device and waits until it answers.
  func up() throws {
    try start()
    let deadline = Date.now.addingTimeInterval(20)
    while try run("status").status != 0, Date.now < deadline { usleep(20_000) }
  }

  /// Starts the daemon without a network device.
  func start() throws {
    let process = Process()
    process.executableURL = URL(filePath: CommandRun.binary)
    process.arguments = ["up", "--no-tun", "--state", state]
    process.standardError = FileHandle.nullDevice
    try process.run()
    daemon = process
  }

  /// The daemon's process.
  var processIdentifier: Int32? { daemon?.processIdentifier }

  /// Ends the daemon with no chance to say goodbye.
  func kill() {
    guard let daemon else { return }
    Foundation.kill(daemon.processIdentifier, SIGKILL)
    daemon.waitUntilExit()
  }

  /// What the daemon says of itself; nil while it does not answer.
  func report() throws -> StatusReport? {
    let status = try run("status", "--json")
    guard status.status == 0 else { return nil }
    return try JSONDecoder().decode(StatusReport.self, from: Data(status.output.utf8))
  }

  /// Adds lines to config.yaml.
  func append(_ text: String) throws {
    let path = state + "/config.yaml"
    let before = try String(contentsOfFile: path, encoding: .utf8)
    try (before + text).write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Waits for the daemon's end, so that a daemon which goes on fails the test by its time limit.
  func waitForEnd() {
    daemon?.waitUntilExit()
  }

  /// Waits until the daemon is connected with somebody.
  func waitForPeer() throws {
    let deadline = Date.now.addingTimeInterval(20)
    while try !run("status", "--json").output.contains("\"isConnected\" : true"),
      Date.now < deadline
    {
      usleep(20_000)
    }
  }

  /// Writes config.yaml.
  func configure(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: state, withIntermediateDirectories: true)
    try text.write(toFile: state + "/config.yaml", atomically: true, encoding: .utf8)
  }

  /// A UDP port of the loopback that nobody uses at the moment.
  static func freePort() -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        _ = bind(descriptor, generic, size)
        _ = getsockname(descriptor, generic, &size)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
  }
}
