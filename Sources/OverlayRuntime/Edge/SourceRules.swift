internal import OverlayCore
internal import OverlaySecurity

/// From which addresses beside its own a node may send: the prefixes that its credential names.
///
/// Flat and sorted by node, since every packet from behind a node asks.
struct SourceRules {
  private struct Rule {
    var node: NodeID
    var family: UnderlayAddress.Family
    var mask: UInt128
    var address: UInt128
    /// Only its route to the Internet: everything but what others may send from.
    var isExit: Bool
  }

  private var rules: [Rule] = []
  private var named = PrefixTable()

  /// No rules: every node may send from its own addresses alone.
  init() {}

  /// The rules that follow from credentials, as far as this node uses what lies behind others.
  init(_ credentials: [Credential], _ settings: EdgeSettings) {
    var prefixes: [AddressPrefix] = []
    for credential in credentials {
      prefixes += credential.prefixes
      for prefix in credential.prefixes.flatMap(settings.accept.accepted) {
        rules.append(
          Rule(
            node: credential.node, family: prefix.family,
            mask: AddressPrefix.mask(prefix.family, prefix.length), address: prefix.address,
            isExit: false))
      }
      guard credential.roles.contains(.exit), settings.exit.accepts(credential.name) else {
        continue
      }
      for family in [UnderlayAddress.Family.ipv4, .ipv6] {
        rules.append(
          Rule(node: credential.node, family: family, mask: 0, address: 0, isExit: true))
      }
    }
    rules.sort { $0.node < $1.node }
    named = PrefixTable(prefixes)
  }

  /// Whether a packet from `node` may have this address as its source.
  func allows(_ address: UInt128, _ family: UnderlayAddress.Family, from node: NodeID) -> Bool {
    var (low, high) = (0, rules.count)
    while low < high {
      let middle = (low + high) / 2
      if rules[middle].node < node { low = middle + 1 } else { high = middle }
    }
    while low < rules.count, rules[low].node == node {
      if rules[low].family == family, address & rules[low].mask == rules[low].address {
        if !rules[low].isExit { return true }
        if PublicAddresses.contains(address, family), named.match(address, family) == nil {
          return true
        }
      }
      low += 1
    }
    return false
  }
}
