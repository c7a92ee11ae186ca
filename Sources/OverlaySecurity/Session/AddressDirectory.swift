import OverlayCore

/// The members' credentials, found by node, name or overlay address.
struct AddressDirectory {
  private(set) var credentials: [NodeID: Credential] = [:]
  private(set) var names: [String: NodeID] = [:]
  private(set) var ipv4: [UInt32: NodeID] = [:]
  private(set) var ipv6: [UInt128: NodeID] = [:]
  /// The answers before this one: packets come in bursts, and hashing costs more than the rest.
  private var lastIPv4: (address: UInt32, owner: NodeID)?
  private var lastIPv6: (address: UInt128, owner: NodeID)?

  /// The node that has an IPv4 address.
  mutating func owner(ofIPv4 address: UInt32) -> NodeID? {
    if let lastIPv4, lastIPv4.address == address { return lastIPv4.owner }
    guard let owner = ipv4[address] else { return nil }
    lastIPv4 = (address, owner)
    return owner
  }

  /// The node that has an IPv6 address.
  mutating func owner(ofIPv6 address: UInt128) -> NodeID? {
    if let lastIPv6, lastIPv6.address == address { return lastIPv6.owner }
    guard let owner = ipv6[address] else { return nil }
    lastIPv6 = (address, owner)
    return owner
  }

  /// Takes note of a credential that was checked.
  ///
  /// Serials order the credentials of a network: an older one of the same node changes nothing, and
  /// when two nodes have one name or address, as after one was put out and the other let in, the
  /// later credential has it.
  ///
  /// - Returns: whether it is the newest of its node's.
  @discardableResult
  mutating func insert(_ credential: Credential) -> Bool {
    let node = credential.node
    if let known = credentials[node], known.serial > credential.serial { return false }
    remove(node)
    forgetLast()
    credentials[node] = credential
    if isNewest(credential, besides: names[credential.name]) { names[credential.name] = node }
    if isNewest(credential, besides: ipv4[credential.ipv4]) { ipv4[credential.ipv4] = node }
    ipv6[OverlayAddress.ipv6(node, network: credential.network)] = node
    return true
  }

  private func isNewest(_ credential: Credential, besides other: NodeID?) -> Bool {
    guard let other, let rival = credentials[other] else { return true }
    return rival.serial <= credential.serial
  }

  private mutating func forgetLast() {
    (lastIPv4, lastIPv6) = (nil, nil)
  }

  mutating func remove(_ node: NodeID) {
    forgetLast()
    guard let old = credentials.removeValue(forKey: node) else { return }
    if names[old.name] == node { names[old.name] = nil }
    if ipv4[old.ipv4] == node { ipv4[old.ipv4] = nil }
    ipv6[OverlayAddress.ipv6(node, network: old.network)] = nil
  }
}
