internal import ArgumentParser
internal import OverlayRuntime

/// The command line: one file per command under `Commands/`.
@main
struct Selvedge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selvedge",
    abstract: "A network of hosts that route around each other's failures.",
    discussion: """
      Every host runs one daemon. The daemons measure the paths between them many times a second \
      and carry each other's traffic around whatever is broken, slow or lossy.

      Found a network on one host, and start its daemon:

        alpha$ selvedge network create home --name alpha --listen 0.0.0.0:7272
        alpha$ selvedge up

      Invite a second host, and join there with the line that is printed:

        alpha$ selvedge invite beta
        beta$  selvedge join selvedge2.AbC...  --listen 0.0.0.0:7272
        beta$  selvedge up

      From then on both have addresses in the overlay, such as 10.99.0.1 and 10.99.0.2, and any \
      program can use them. See how it goes:

        selvedge status         who is there, and how each is reached
        selvedge links          what was measured on each link
        selvedge routes         which path each class of traffic takes, and why
        selvedge prefixes       what lies behind nodes, and who serves it
        selvedge resolve beta   a node's addresses
        selvedge ping beta      one question and answer through the overlay
        selvedge trace beta     the nodes that a packet passes
        selvedge metric --help  let paths be chosen by what your programs measure
        selvedge history beta   what was measured to it before
        selvedge lookup beta    what the directory of a large network says of it

      Without root, run single programs inside the overlay, or a SOCKS proxy for it:

        selvedge up --no-tun
        selvedge exec -- curl http://beta.selvedge:8080/
        selvedge proxy

      A node lives in a state directory: /var/lib/selvedge for root, else \
      ~/.local/state/selvedge; `--state DIR` names another. Its settings are in config.yaml there; \
      `selvedge config` prints them all. `--json` makes any output fit for programs.

      Exit codes: 0 done, 1 failed (the reason is on standard error), 64 wrong arguments.
      """,
    version: SelvedgeVersion.current,
    subcommands: subcommands)

  /// Every command, in the order of `--help`. Add one here and a file for it in `Commands/`.
  private static let subcommands: [any ParsableCommand.Type] = [
    NetworkCommand.self,
    InviteCommand.self,
    JoinCommand.self,
    UpCommand.self,
    DownCommand.self,
    ExecCommand.self,
    ProxyCommand.self,
    StatusCommand.self,
    LinksCommand.self,
    RoutesCommand.self,
    PrefixesCommand.self,
    ResolveCommand.self,
    PingCommand.self,
    TraceCommand.self,
    LookupCommand.self,
    PublishCommand.self,
    MetricCommand.self,
    HistoryCommand.self,
    DatabaseCommand.self,
    ConfigCommand.self,
    RevokeCommand.self,
    DemoCommand.self,
    SimulateCommand.self,
    SimCommand.self,
    LabCommand.self,
  ]
}
