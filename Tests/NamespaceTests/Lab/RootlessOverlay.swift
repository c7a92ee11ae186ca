import Foundation

/// A Selvedge network whose daemons and programs run as an ordinary user, without network devices of
/// the hosts'.
final class RootlessOverlay {
  /// The hosts below.
  let lab: NamespaceLab

  private let members: [String]
  private var daemons: [String: BackgroundProcess] = [:]

  /// Creates a network on the first member, has the others join, and waits until all are connected.
  init(on lab: NamespaceLab, members: [String]) throws {
    self.lab = lab
    self.members = members
    // Whoever the daemons run as writes their state here.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o777], ofItemAtPath: lab.folder.path())
    try FileManager.default.createDirectory(
      at: lab.folder.appending(path: "device"), withIntermediateDirectories: true)
    for member in members { try add(member) }
    for member in members {
      try Waiting.until("\(member) is connected to all others") {
        try status(of: member).peers.filter(\.isConnected).count == members.count - 1
      }
    }
  }

  /// Sets a member up, the first as the network's founder, and starts its daemon.
  func add(_ member: String) throws {
    let listen = ["--listen", "\(lab[member].ipv4):7272"]
    if member == members[0] {
      try command(on: member, ["network", "create", "bench", "--name", member] + listen)
    } else {
      let token = try command(on: members[0], ["invite", member])
        .trimmingCharacters(in: .whitespacesAndNewlines)
      try command(on: member, ["join", token] + listen)
    }
    try start(member)
  }

  /// Starts a member's daemon.
  func start(_ member: String) throws {
    daemons[member] = try run(on: member, ["up", "--no-tun"] + state(member))
    try Waiting.until("the daemon of \(member) answers", seconds: 20) {
      try attempt(on: member, ["status"] + state(member)).status == 0
    }
  }

  /// Ends a member's daemon in good order.
  func stop(_ member: String) {
    daemons[member]?.stop()
  }

  /// The relay between two members at present; nil for the direct path.
  func relay(from: String, to: String) throws -> String? {
    try status(of: from).peers.first { $0.name == to }?.relay
  }

  /// What a member says of itself.
  func status(of member: String) throws -> MemberStatus {
    try MemberStatus(json: command(on: member, ["status", "--json"]))
  }

  // MARK: Programs

  /// Starts a program inside the overlay.
  func exec(
    on member: String, _ words: [String], options: [String] = []
  ) throws -> BackgroundProcess {
    try run(on: member, ["exec"] + options + state(member) + ["--"] + words)
  }

  /// Starts a proxy that listens on the host's loopback, and waits until it does.
  func proxy(on member: String, port: Int) throws -> BackgroundProcess {
    let proxy = try run(on: member, ["proxy", "--listen", "127.0.0.1:\(port)"] + state(member))
    try Waiting.until("the proxy listens", seconds: 10) {
      try lab.attempt(on: member, ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"]).status == 0
    }
    return proxy
  }

  /// Runs the command as an ordinary user to its end, `prelude` before it as the bench's user.
  func attempt(
    on member: String, _ arguments: [String], prelude: String = ""
  ) throws -> CommandResult {
    try run(on: member, arguments, prelude: prelude).wait()
  }

  /// The option that names a member's state directory.
  func state(_ member: String) -> [String] {
    ["--state", lab.folder.appending(path: "state-\(member)").path()]
  }

  /// Starts the command as an ordinary user. Where /dev/net/tun is closed to such users, which is
  /// seldom, there is another one for them.
  private func run(
    on member: String, _ arguments: [String], prelude: String = ""
  ) throws -> BackgroundProcess {
    let folder = lab.folder.path()
    let script = """
      if setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
        if ! setpriv --reuid=65534 --regid=65534 --clear-groups test -w /dev/net/tun; then
          mount -t tmpfs selvedge '\(folder)/device' && mknod -m 666 '\(folder)/device/tun' c 10 200 \
            && mount --bind '\(folder)/device/tun' /dev/net/tun || exit 1
        fi
        \(prelude)
        exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME='\(folder)' "$@"
      fi
      \(prelude)
      exec "$@"
      """
    return try lab.start(
      on: member, ["sh", "-c", script, "sh", TestOverlay.binary()] + arguments)
  }

  @discardableResult
  private func command(on member: String, _ arguments: [String]) throws -> String {
    let result = try attempt(on: member, arguments + state(member))
    guard result.status == 0 else {
      throw LabError.commandFailed(arguments.joined(separator: " "), result)
    }
    return result.output
  }
}
