internal import ArgumentParser
internal import OverlayLab
internal import OverlayRuntime

/// Runs a program inside a host.
struct LabExecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a command inside a host of a lab.",
    discussion: """
      The command takes this one's place: it has its standard streams, environment and directory, \
      and its exit status is the one you get. It sees the host's interfaces only, and finds the \
      other hosts by name; files and processes are those of this machine.

      Examples:
        selvedge lab exec alpha -- ping -c 3 beta
        selvedge lab exec beta -- iperf3 -s
        selvedge lab exec alpha                # a shell
      """)

  @OptionGroup var lab: LabOptions

  @Argument(help: "The host.")
  var host: String

  @Argument(
    parsing: .postTerminator,
    help: "The command and its arguments, behind `--`; a shell by default.")
  var command: [String] = []

  func run() throws {
    var client = try LabClient(name: lab.name)
    let status = try client.status()
    guard status.hosts.contains(where: { $0.name == host }) else {
      throw LabError.unknownHost(host, known: status.hosts.map(\.name))
    }
    let command = command.isEmpty ? ["/bin/sh"] : command
    let error = client.place.namespace(of: host).replaceProcess(
      with: command, hosts: client.place.hosts)
    throw LabError.cannotRun(command[0], error)
  }
}
