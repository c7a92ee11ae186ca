public import OverlayCore
internal import OverlayRuntime

/// Whom a datagram is for. A string literal is a member's name.
public enum Destination: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The member of this name.
  case member(String)
  /// The node of this ID, which a name resolves to. Cheaper, and an answer's
  /// (``Datagram/source``).
  case node(NodeID)

  /// The member of this name.
  public init(stringLiteral name: String) {
    self = .member(name)
  }

  /// The name, or the ID's digits.
  public var description: String {
    switch self {
    case .member(let name): name
    case .node(let node): node.description
    }
  }

  var addressee: ApplicationAddressee {
    switch self {
    case .member(let name): .name(name)
    case .node(let node): .node(node)
    }
  }
}

/// Who a node is: the first 128 bits of the SHA-256 of its public key.
public typealias NodeID = OverlayCore.NodeID
