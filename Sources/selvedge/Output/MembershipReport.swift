internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySecurity

/// What `selvedge network create` and `selvedge join` tell. The names of the properties are the
/// keys of its JSON and stay as they are.
struct MembershipReport: Codable {
  /// This node's name.
  var name: String
  /// Its node ID, 32 hexadecimal digits.
  var node: String
  /// The network's identifier.
  var networkID: String
  /// The node's IPv4 address in the overlay.
  var ipv4: String
  /// The length of the overlay's IPv4 prefix.
  var ipv4PrefixLength: Int
  /// The node's IPv6 address in the overlay.
  var ipv6: String
  /// Where the node lives.
  var stateDirectory: String

  init(_ node: NodeState, in directory: StateDirectory) {
    let credential = node.credential
    name = credential.name
    self.node = credential.node.description
    networkID = credential.network.description
    ipv4 = IPNotation.ipv4(credential.ipv4)
    ipv4PrefixLength = Int(credential.ipv4PrefixLength)
    ipv6 = IPNotation.ipv6(OverlayAddress.ipv6(credential.node, network: credential.network))
    stateDirectory = directory.path
  }
}
