public import OverlayCore

/// The IPv6 address of a node inside its network.
///
/// A unique local address (RFC 4193): `fd`, forty bits of the network's identity as the global
/// ID, subnet zero, and the first 64 bits of the node ID, so that nobody has to give it out.
public enum OverlayAddress {
  /// Bits that all nodes of a network share.
  public static let prefixLength: UInt8 = 64

  /// The network's prefix, its low 64 bits zero.
  public static func prefix(of network: NetworkID) -> UInt128 {
    let digest = Hashing.sha256(Array("selvedge ipv6".utf8), network.publicKey)
    let global = digest.prefix(5).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return UInt128(0xfd) << 120 | global << 80
  }

  /// The address of a node.
  public static func ipv6(_ node: NodeID, network: NetworkID) -> UInt128 {
    prefix(of: network) | node.value >> 64
  }
}
