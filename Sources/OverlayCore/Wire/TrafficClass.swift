/// What a flow asks of its path: the routing hint of RON, section 3.2, as a number that travels with
/// each packet.
///
/// What a number stands for is each node's ``ClassTable``. The numbers below ``configuredFirst`` mean
/// the same everywhere; the others are defined by the network's operator. A relay that does not know
/// a number treats it as ``balanced``.
public struct TrafficClass: RawRepresentable, Hashable, Sendable, CaseIterable {
  /// The number, below ``limit``.
  public let rawValue: UInt8

  /// The class of a number, 0 to 31; nil for others.
  public init?(rawValue: UInt8) {
    guard rawValue < Self.limit else { return nil }
    self.rawValue = rawValue
  }

  private init(known rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Numbers are below this.
  public static let limit: UInt8 = 32
  /// The first number that an operator may define.
  public static let configuredFirst: UInt8 = 8

  /// Latency and loss in one cost: the default.
  public static let balanced = TrafficClass(known: 0)
  /// The least latency.
  public static let latency = TrafficClass(known: 1)
  /// The least loss.
  public static let loss = TrafficClass(known: 2)
  /// Two copies of each packet over distinct first hops; the receiver delivers one.
  public static let redundant = TrafficClass(known: 3)
  /// The most throughput.
  public static let throughput = TrafficClass(known: 4)
  /// The least variation of latency.
  public static let jitter = TrafficClass(known: 5)
  /// Flows are shared out over all good paths.
  public static let multipath = TrafficClass(known: 6)
  /// Each packet in stripes over distinct paths, one of them redundant.
  public static let parity = TrafficClass(known: 7)

  /// Those that every node knows.
  public static let allCases: [TrafficClass] = [
    .balanced, .latency, .loss, .redundant, .throughput, .jitter, .multipath, .parity,
  ]

  /// The name in configuration and output; of a class that an operator defined, its number. The
  /// daemon knows the name that it was given.
  public var name: String {
    switch self {
    case .balanced: "balanced"
    case .latency: "latency"
    case .loss: "loss"
    case .redundant: "redundant"
    case .throughput: "throughput"
    case .jitter: "jitter"
    case .multipath: "multipath"
    case .parity: "parity"
    default: "class-\(rawValue)"
    }
  }

  /// The class of that name among those that every node knows.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}
