/// Through whom this host reaches addresses that are neither in the overlay nor behind a node.
public enum ExitChoice: Hashable, Sendable {
  /// As without Selvedge.
  case off
  /// Through the nearest exit that works.
  case automatic
  /// Through the node of this name and no other.
  case node(String)

  /// Whether a node's offer to be the exit is taken.
  func accepts(_ name: String?) -> Bool {
    switch self {
    case .off: false
    case .automatic: true
    case .node(let chosen): chosen == name
    }
  }

  /// As written in config.yaml.
  var text: String {
    switch self {
    case .off: "off"
    case .automatic: "auto"
    case .node(let name): name
    }
  }
}
