/// What `selvedge links` tells. The names of the properties are the keys of its JSON and stay as
/// they are; a property without a value is left out.
public struct LinksReport: Codable, Hashable, Sendable {
  /// One pair of underlay addresses under a neighbour's session.
  public struct Link: Codable, Hashable, Sendable {
    /// The neighbour's name.
    public var neighbour: String
    /// Its node ID, 32 hexadecimal digits.
    public var node: String
    /// The link's number on this node.
    public var link: Int
    /// The uplink that its frames take, where it is known.
    public var uplink: String?
    /// Our UDP address.
    public var localAddress: String
    /// The neighbour's UDP address.
    public var remoteAddress: String
    /// `up`, `suspect` or `down`.
    public var state: String
    /// What this node uses it for: `member` in a mesh; under the prefix plane `primary` or `backup`
    /// in its routing table, or `passive` when only the neighbour or a flow has a use for it.
    public var role: String
    /// How long it has been so.
    public var stateSeconds: Double
    /// Smoothed round trip.
    public var roundTripMilliseconds: Double
    /// Smoothed deviation of the round trip.
    public var variationMilliseconds: Double
    /// Share of our frames that do not arrive, 0...1.
    public var lossForward: Double
    /// Share of the neighbour's frames that do not arrive, 0...1.
    public var lossReverse: Double
    /// The largest IP packet that reaches the neighbour whole, in bytes; left out until packets for it
    /// have given reason to find out.
    public var mtu: Int?
    /// Between our beacons at present.
    public var beaconIntervalMilliseconds: Double
    /// Bytes of beacons and other control sent.
    public var controlBytesSent: UInt64
    /// Bytes of beacons and other control received.
    public var controlBytesReceived: UInt64
    /// Bytes of packets sent.
    public var dataBytesSent: UInt64
    /// Bytes of packets received.
    public var dataBytesReceived: UInt64
  }

  /// The links, by neighbour.
  public var links: [Link]
}
