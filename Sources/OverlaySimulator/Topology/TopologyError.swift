/// Why a topology cannot be built.
public enum TopologyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The named parameter is outside its range.
  case outOfRange(String)
  /// The graph drawn has more links than a routing table can name.
  case tooManyLinks(Int)

  /// What is wrong, and what would be right.
  public var description: String {
    switch self {
    case .outOfRange(let name):
      "topology: \(name) is out of range; its documentation gives the bounds"
    case .tooManyLinks(let count):
      "topology: \(count) links, at most \(RouterGraph.linksMax); lower the edge probabilities"
    }
  }
}
