/// A named set of the protocol's constants.
public enum ProtocolProfile: String, Hashable, Sendable, CaseIterable {
  /// Ours: fast detection where traffic flows.
  case standard
  /// The constants of the RON paper, to compare with.
  case ron
  /// The constants of the Tapestry paper, to compare with.
  case tapestry

  /// The planes that the constants are for.
  var planes: [PlaneChoice] {
    switch self {
    case .standard: PlaneChoice.allCases
    case .ron: [.automatic, .mesh]
    case .tapestry: [.automatic, .prefix]
    }
  }
}
