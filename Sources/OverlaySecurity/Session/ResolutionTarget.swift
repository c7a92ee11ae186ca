public import OverlayCore

/// What a node is looked for by.
public enum ResolutionTarget: Hashable, Sendable {
  /// Its ID.
  case node(NodeID)
  /// Its IPv4 address in the overlay.
  case ipv4(UInt32)
  /// Its IPv6 address in the overlay.
  case ipv6(UInt128)
  /// Its name.
  case name(String)

  /// Where the directory has it.
  var key: DirectoryKey {
    switch self {
    case .node(let node): DirectoryKey(node)
    case .ipv4(let address): DirectoryKey(overlayIPv4: address)
    case .ipv6(let address): DirectoryKey(overlayIPv6: address)
    case .name(let name): DirectoryKey(name: name)
    }
  }

  /// As which kind of record.
  var kind: DirectoryKind {
    switch self {
    case .node: .node
    case .ipv4, .ipv6: .address
    case .name: .name
    }
  }
}
