internal import OverlayCore

extension DirectoryKind {
  /// For people and programs.
  var word: String {
    switch self {
    case .node: "node"
    case .name: "name"
    case .address: "address"
    case .application: "application"
    default: String(rawValue)
    }
  }

  /// Whether the payload is a ``NodeRecord``.
  var isAboutNode: Bool {
    self == DirectoryKind.node || self == DirectoryKind.name || self == DirectoryKind.address
  }
}
