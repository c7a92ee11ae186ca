/// What lies behind this node, and what it uses of what lies behind others.
public struct EdgeSettings: Hashable, Sendable {
  /// The prefixes that this node serves.
  public var serve: [ServedPrefix]
  /// Which of the others' prefixes this host sends into the overlay.
  public var accept: PrefixAcceptance
  /// Through whom this host reaches everything else.
  public var exit: ExitChoice
  /// Whether this node carries others' packets to the Internet.
  public var servesExit: Bool
  /// Whether the daemon may tell the kernel to forward.
  public var forwarding: ForwardingChoice

  /// What becomes of this host's packets for an exit while no daemon runs.
  public var whenDown: WhenDownChoice

  /// Settings with every field given; the defaults serve and use nothing.
  public init(
    serve: [ServedPrefix] = [], accept: PrefixAcceptance = .only([]), exit: ExitChoice = .off,
    servesExit: Bool = false, forwarding: ForwardingChoice = .check,
    whenDown: WhenDownChoice = .closed
  ) {
    self.serve = serve
    self.accept = accept
    self.exit = exit
    self.servesExit = servesExit
    self.forwarding = forwarding
    self.whenDown = whenDown
  }

  /// Whether this node passes packets on between the overlay and another network.
  public var forwards: Bool { !serve.isEmpty || servesExit }

  /// Whether this host's packets leave through an exit or not at all, whatever becomes of the daemon.
  public var keepsIn: Bool { exit != .off && whenDown == .closed }

  /// Whether this host may send packets for addresses outside the overlay into it.
  public var usesOthers: Bool { exit != .off || accept != .only([]) }
}
