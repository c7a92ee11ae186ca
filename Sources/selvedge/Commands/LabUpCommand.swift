internal import ArgumentParser
internal import Foundation
internal import OverlayLab

/// Builds a lab and emulates its network.
struct LabUpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Build a lab and start its emulator in the background.",
    discussion: """
      Returns when every host can be used. The emulator goes on in the background until `selvedge \
      lab down`, or with `--foreground` in this terminal until Ctrl-C. What an emulator left behind \
      that was killed is removed first.

      A scenario of your own, in a file:

        name: mine
        hosts:
          - alpha
          - {name: beta, uplinks: [fibre, lte]}   # interfaces; the first is used by default
        paths: {delay: 10ms}                      # all paths, until `links` says otherwise
        links:
          - {between: [alpha, beta/fibre], delay: 30ms, jitter: 2ms, loss: 1%}
          - {from: beta/lte, to: alpha, rate: 10mbit, queue: 64kB, mtu: 1400, icmp: true}

      What can be said of paths, in a file or with `selvedge lab set`:

        delay, jitter       time under way, and the most that is added to it: 30ms, 300us
        loss                the share that is lost: 5%
        burst               losses come in spells of this mean length: 200ms
        duplicate           the share that arrives twice
        reorder             the share that is held back and overtaken
        reorder-delay       how long it is held back, 5ms by default
        rate                the bottleneck: 20mbit, 1gbit, or none
        queue               what waits before it: 64kB, or a time such as 50ms (200ms by default)
        mtu                 the longest packet: 1400, or none
        icmp                whether the sender is told of a longer one: true or false

      Besides: `seed` (a number that decides what is lost), `summary`, `mtu` (that of interfaces, \
      for all hosts or one).

      Hosts have the addresses 198.18.H.U and 2001:2::H:U, host and uplink counted from one, and \
      know each other by name. Two labs share nothing and may use the same addresses.
      """)

  @Argument(help: "A scenario's name, as `selvedge lab list` tells, or a file.")
  var scenario: String

  @Option(help: "The lab's name; by default the scenario's.")
  var name: String?

  @Flag(help: "Stay in the foreground; Ctrl-C takes the lab down.")
  var foreground = false

  func run() throws {
    let layout = try LabLibrary.layout(scenario)
    let name = name ?? layout.name
    guard LabName.isValid(name) else { throw LabError.badName(name) }
    try LabRun.checkRights()
    guard !foreground else {
      let lab = try LabRun(layout, name: name)
      StandardOutput.print(Self.text(name, layout))
      return try lab.run()
    }
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    try LabStart.inBackground(
      name, executable: executable,
      arguments: ["lab", "up", scenario, "--name", name, "--foreground"])
    StandardOutput.print(Self.text(name, layout))
  }

  private static func text(_ name: String, _ layout: LabLayout) -> String {
    let hosts = layout.hosts.map(\.name).joined(separator: ", ")
    return """
      the lab `\(name)` is up, with the hosts \(hosts)
        run something in one of them:  selvedge lab exec \(layout.hosts[0].name) -- COMMAND
        take it down:                  selvedge lab down
      """
  }
}
