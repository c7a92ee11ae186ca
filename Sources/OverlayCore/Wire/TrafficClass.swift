/// What a flow asks of its path: the routing hint of RON, section 3.2.
public enum TrafficClass: UInt8, Hashable, Sendable, CaseIterable {
  /// Latency and loss in one cost: the default.
  case balanced = 0
  /// The least latency.
  case latency = 1
  /// The least loss.
  case loss = 2
  /// Two copies of each packet over distinct first hops; the receiver delivers one.
  case redundant = 3

  /// The name in configuration and output.
  public var name: String {
    switch self {
    case .balanced: "balanced"
    case .latency: "latency"
    case .loss: "loss"
    case .redundant: "redundant"
    }
  }

  /// The class of that name, if there is one.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}
