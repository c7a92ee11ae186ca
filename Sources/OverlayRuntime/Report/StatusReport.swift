/// What `selvedge status` tells. The names of the properties are the keys of its JSON and stay as
/// they are; a property without a value is left out.
public struct StatusReport: Codable, Hashable, Sendable {
  /// Another member, as this node sees it.
  public struct Peer: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its node ID, 32 hexadecimal digits.
    public var node: String
    /// Its IPv4 address in the overlay.
    public var ipv4: String
    /// Its IPv6 address in the overlay.
    public var ipv6: String
    /// Where it says that it can be reached in the network below.
    public var endpoints: [String]
    /// Whether there is a session with it and a path to it.
    public var isConnected: Bool
    /// `direct`, `relayed` or `unreachable`, for the balanced class; `offline` for a member that this node
    /// knows from before and has not heard since.
    public var reach: String
    /// The name of the relay, when there is one.
    public var relay: String?
    /// The local UDP address that packets to it leave from.
    public var localAddress: String?
    /// The expected delay there and back over the path in use.
    public var roundTripMilliseconds: Double?
    /// The expected share of packets lost on the way there, 0...1.
    public var loss: Double?
    /// How often the path has changed since the daemon was started.
    public var switches: Int
    /// How long ago the session's keys were made.
    public var sessionAgeSeconds: Double?
    /// Until when its credential is valid, in seconds since 1970.
    public var credentialExpiresAt: UInt64
    /// When an offline member was last heard, in seconds since 1970; none where this daemon has never
    /// heard it.
    public var lastSeenAt: UInt64?
  }

  /// What there is besides under the prefix plane.
  public struct Prefix: Codable, Hashable, Sendable {
    /// Whether the node has joined.
    public var isJoined: Bool
    /// Entries of its routing table that hold anybody.
    public var entries: Int
    /// Nodes in them.
    public var nodes: Int
    /// Records that it keeps for the network.
    public var records: Int
  }

  /// The way to the Internet of a node that uses an exit.
  public struct Exit: Codable, Hashable, Sendable {
    /// `auto` or a node's name, as in the settings.
    public var wanted: String
    /// The node that packets of IPv4, or else of IPv6, leave at; none while they go nowhere.
    public var node: String?
    /// Whether packets leave there at present.
    public var isInUse: Bool
    /// Whether nothing can leave by another way, as far as what keeps packets in was in place at the
    /// last look.
    public var isGuarded: Bool
    /// Why packets go nowhere, or could go elsewhere; none when all is well.
    public var reason: String?
    /// How often something of it had been taken away and was put back.
    public var repairs: UInt64
  }

  /// The daemon's version.
  public var version: String
  /// The network's name, where this node knows it.
  public var network: String?
  /// The network's identifier.
  public var networkID: String
  /// This node's name.
  public var name: String
  /// Its node ID, 32 hexadecimal digits.
  public var node: String
  /// Its IPv4 address in the overlay.
  public var ipv4: String
  /// The length of the overlay's IPv4 prefix.
  public var ipv4PrefixLength: Int
  /// Its IPv6 address in the overlay.
  public var ipv6: String
  /// The UDP addresses it listens on.
  public var listen: [String]
  /// `mesh` or `prefix`: how it finds its way at present.
  public var plane: String
  /// What there is besides under the prefix plane; none in a mesh.
  public var prefix: Prefix?
  /// Where it tells others to reach it.
  public var advertised: [String]
  /// Where others see it, when a translator gives its datagrams another address.
  public var observed: [String]
  /// Its network device, when it has one.
  public var device: String?
  /// The way to the Internet; none where this node uses no exit.
  public var exit: Exit?
  /// Its state directory.
  public var stateDirectory: String
  /// Whether it can invite and revoke.
  public var isAuthority: Bool
  /// How long it has been running.
  public var uptimeSeconds: Double
  /// Until when its credential is valid, in seconds since 1970.
  public var credentialExpiresAt: UInt64
  /// By how many seconds this host's clock is behind what the network has signed, when it is by more
  /// than a day.
  public var clockBehindSeconds: UInt64?
  /// What is wrong with this node and what to do about it, a sentence each; none when all is well.
  public var warnings: [String]?
  /// The other members, by name.
  public var peers: [Peer]
  /// What was counted since the start, by name; new names may be added.
  public var counters: [String: UInt64]
}
