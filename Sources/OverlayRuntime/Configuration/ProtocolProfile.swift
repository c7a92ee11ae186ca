public import OverlayCore

/// A named set of the protocol's constants.
public enum ProtocolProfile: String, Hashable, Sendable, CaseIterable {
  /// Ours: fast detection where traffic flows.
  case standard
  /// The constants of the RON paper, to compare with.
  case ron

  /// The constants.
  public var node: NodeConfiguration {
    switch self {
    case .standard: .standard
    case .ron: .ron
    }
  }
}
