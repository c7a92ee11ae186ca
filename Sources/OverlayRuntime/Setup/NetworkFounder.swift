public import OverlaySecurity

/// Founds a network in an empty state directory, whose node becomes its authority and first member.
public struct NetworkFounder: Sendable {
  /// The network's name, for people.
  public var network: String
  /// The node's own name.
  public var node: String
  /// The overlay's addresses.
  public var addresses: AddressPrefix
  /// What the first node may serve beside its own address.
  public var prefixes: [AddressPrefix]
  /// Whether the first node may carry packets out of the overlay to any address.
  public var mayBeExit: Bool

  /// A plan with every part given.
  public init(
    network: String, node: String, addresses: AddressPrefix, prefixes: [AddressPrefix] = [],
    mayBeExit: Bool = false
  ) {
    (self.prefixes, self.mayBeExit) = (prefixes, mayBeExit)
    self.network = network
    self.node = node
    self.addresses = addresses
  }

  /// Makes the keys and writes the state.
  ///
  /// - Throws: ``StateError`` when the directory is in use or cannot be written,
  ///   ``AuthorityDeskError`` when a name or the range of addresses is not allowed.
  public func found(in state: StateDirectory) throws -> NodeState {
    guard !state.hasNode, !state.has(.authority) else {
      throw StateError.setUpAlready(directory: state.path)
    }
    var entropy = Entropy.system()
    let identity = StaticKey(entropy: &entropy)
    let node: NodeState
    let authority: NetworkAuthority
    do throws(AuthorityError) {
      var founded = try NetworkAuthority(addresses: addresses, entropy: &entropy)
      let credential = try founded.issue(
        name: self.node, keys: identity.publicKeys,
        roles: mayBeExit ? [.relay, .authority, .exit] : [.relay, .authority], prefixes: prefixes,
        now: MonotonicClock.unixSeconds)
      node = NodeState(
        identity: identity,
        network: NetworkRecord(
          name: network, network: founded.network, presharedKey: founded.presharedKey),
        credential: credential)
      authority = founded
    } catch {
      throw AuthorityDeskError.refused(action: "create the network `\(network)`", error)
    }
    // The authority first: without it the node would be a member of a network that nobody can
    // enter.
    try state.store(authority)
    try state.store(node)
    return node
  }
}
