internal import OverlayCore
internal import OverlaySecurity

extension DaemonConfiguration {
  /// The part of config.yaml about prefixes and exits.
  var edgeLines: String {
    """
    # Prefixes behind this node, which its credential has to allow (`selvedge invite --prefix`); all
    # but `prefix` is optional:
    # - {prefix: "10.1.0.0/24", check: "ping 10.1.0.1", interval: 1s, fail-after: 3, pass-after: 2, \
    masquerade: false}
    # A check is `ping HOST`, `tcp HOST:PORT` or `interface NAME`; the prefix is withdrawn while it fails.
    serve:\(Self.lines(edge.serve))
    # Prefixes behind other nodes that this host sends there: true, false, or a list of those allowed.
    accept-prefixes: \(Self.text(edge.accept))
    # Through whom this host reaches everything else: off, auto, or a node's name.
    exit: \(Self.text(edge.exit))
    # Whether this node carries others' packets to the Internet (`selvedge invite --exit`).
    serve-exit: \(edge.servesExit)
    # A node with `serve` or `serve-exit` needs a kernel that forwards. check: say so when it does not;
    # set: switch it on, and off again at the end.
    forwarding: \(edge.forwarding.rawValue)
    # What becomes of this host's packets for an exit while no daemon runs. closed: they go nowhere until it
    # runs again or `selvedge down` is given; open: they go around the overlay.
    when-down: \(edge.whenDown.rawValue)
    """
  }

  private static func lines(_ served: [ServedPrefix]) -> String {
    guard !served.isEmpty else { return " []" }
    return served.map { served in
      let check = served.check.map { ", check: \"\($0)\"" } ?? ""
      return "\n  - {prefix: \"\(served.prefix)\"\(check), "
        + "interval: \(served.interval.nanoseconds / 1_000_000)ms, "
        + "fail-after: \(served.failAfter), pass-after: \(served.passAfter), "
        + "masquerade: \(served.masquerade)}"
    }.joined()
  }

  private static func text(_ accept: PrefixAcceptance) -> String {
    switch accept {
    case .all: "true"
    case .only([]): "false"
    case .only(let prefixes):
      "[" + prefixes.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
  }

  /// In quotes where YAML would take a node's name for something else.
  private static func text(_ exit: ExitChoice) -> String {
    switch exit {
    case .off, .automatic: exit.text
    case .node(let name): "\"\(name)\""
    }
  }
}
