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

  /// Settings with every field given; the defaults serve and use nothing.
  public init(
    serve: [ServedPrefix] = [], accept: PrefixAcceptance = .only([]), exit: ExitChoice = .off,
    servesExit: Bool = false, forwarding: ForwardingChoice = .check
  ) {
    self.serve = serve
    self.accept = accept
    self.exit = exit
    self.servesExit = servesExit
    self.forwarding = forwarding
  }

  /// Whether this node passes packets on between the overlay and another network.
  public var forwards: Bool { !serve.isEmpty || servesExit }

  /// Whether this host may send packets for addresses outside the overlay into it.
  public var usesOthers: Bool { exit != .off || accept != .only([]) }
}
