internal import ArgumentParser
internal import FoundationEssentials
internal import OverlayRuntime

/// Runs a program inside the overlay, without any rights.
struct ExecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a program whose network is the overlay; needs no root.",
    discussion: """
      The program runs as you, with your files, terminal and environment, but its only network is \
      the overlay: it has this node's addresses and finds members by name. It can call others and be \
      called, also on ports below 1024. The daemon may run without root too (`selvedge up --no-tun`).

      Examples:
        selvedge exec -- curl http://beta.selvedge:8080/
        selvedge exec -- ssh beta
        selvedge exec --port 8080 -- python3 -m http.server 8080
        selvedge exec --class latency -- mumble
        selvedge exec                          # a shell

      Several programs can run at a time. What members begin toward a port comes to whoever named \
      the port with `--port`, else to the host's own network device if there is one, else to the \
      program that has run longest.

      The exit status is the program's, or 128 and the number of the signal that ended it; 126 and \
      127 when it cannot be run or found, 1 when the overlay cannot be used. Signals are passed on. \
      When the daemon is started anew, the program's connections go on. It can still reach Unix \
      sockets of this host.
      """)

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The class that everything from the program travels in.",
      discussion: "Default: what `traffic` in config.yaml says."))
  var trafficClass: ClassArgument?

  @Option(
    help: ArgumentHelp(
      "A TCP and UDP port that the program serves; repeat it for more.",
      discussion: "Needed only beside other programs or a network device of the host's."))
  var port: [UInt16] = []

  @OptionGroup var state: StateOptions

  @Argument(
    parsing: .postTerminator,
    help: "The program and its arguments, behind `--`; a shell by default.")
  var command: [String] = []

  func run() throws {
    let shell = ProcessInfo.processInfo.environment["SHELL"] ?? "/bin/sh"
    let program = OverlayProgram(
      command.isEmpty ? [shell] : command,
      controlPath: state.directory.path(of: .control),
      trafficClass: trafficClass?.name, ports: port)
    do {
      let status = try program.run { StandardOutput.note("selvedge: \($0)") }
      throw ExitCode(status)
    } catch let error as ConfinementError {
      StandardOutput.note("Error: \(error)")
      throw ExitCode(error.exitStatus)
    }
  }
}
