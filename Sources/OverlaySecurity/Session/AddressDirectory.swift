import OverlayCore

/// The members' credentials, found by node, name or overlay address.
struct AddressDirectory {
  private(set) var credentials: [NodeID: Credential] = [:]
  private(set) var names: [String: NodeID] = [:]
  private(set) var ipv4: [UInt32: NodeID] = [:]
  private(set) var ipv6: [UInt128: NodeID] = [:]

  mutating func insert(_ credential: Credential) {
    let node = credential.node
    remove(node)
    credentials[node] = credential
    names[credential.name] = node
    ipv4[credential.ipv4] = node
    ipv6[OverlayAddress.ipv6(node, network: credential.network)] = node
  }

  mutating func remove(_ node: NodeID) {
    guard let old = credentials.removeValue(forKey: node) else { return }
    if names[old.name] == node { names[old.name] = nil }
    if ipv4[old.ipv4] == node { ipv4[old.ipv4] = nil }
    ipv6[OverlayAddress.ipv6(node, network: old.network)] = nil
  }
}
