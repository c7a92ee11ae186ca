/// What `selvedge routes` tells. The names of the properties are the keys of its JSON and stay as
/// they are; a property without a value is left out.
public struct RoutesReport: Codable, Hashable, Sendable {
  /// One way to a destination.
  public struct Path: Codable, Hashable, Sendable {
    /// The name of the relay; none for the way straight there.
    public var relay: String?
    /// Our UDP address on the first link.
    public var localAddress: String
    /// The neighbour's UDP address on the first link.
    public var remoteAddress: String
    /// Expected delay one way.
    public var latencyMilliseconds: Double
    /// Expected share of packets lost, 0...1.
    public var loss: Double
    /// What the class makes of both; lower is better.
    public var cost: Double
    /// Expected mean deviation of the round trip.
    public var variationMilliseconds: Double?
    /// What a transfer could reach, in bytes a second.
    public var throughput: Double?
    /// Whether the path is all that its class asks for: within its bounds, through the relay that it
    /// prefers, with a value of its metric.
    public var isWithinBounds: Bool?
  }

  /// A way that would work and that the network's policy forbids.
  public struct Forbidden: Codable, Hashable, Sendable {
    /// The name of the relay; none for the way straight there.
    public var relay: String?
    /// The name of the rule.
    public var rule: String
  }

  /// How packets of one class reach one member.
  public struct Route: Codable, Hashable, Sendable {
    /// The member's name.
    public var to: String
    /// Its node ID, 32 hexadecimal digits.
    public var node: String
    /// `balanced`, `latency`, `loss` or `redundant`.
    public var trafficClass: String
    /// The path in use first, then the alternatives, best first. Empty when there is none.
    public var paths: [Path]
    /// The ways that the network's policy forbids.
    public var forbidden: [Forbidden]?
    /// The best state of a direct link: `up`, `suspect` or `down`; none without such a link.
    public var directState: String?
    /// Why the first path is in use, in words.
    public var reason: String
    /// How often the path in use has changed.
    public var switches: Int
    /// How long ago it last changed.
    public var changedSecondsAgo: Double
  }

  /// One entry of the routing table of the prefix plane.
  public struct Entry: Codable, Hashable, Sendable {
    /// How many leading digits its nodes share with this one.
    public var level: Int
    /// Their next digit.
    public var digit: Int
    /// Their names, the primary first.
    public var names: [String]
  }

  /// The routes, by member and class.
  public var routes: [Route]
  /// The routing table of the prefix plane; none in a mesh.
  public var table: [Entry]?
}
