/// What `selvedge prefixes` tells. The names of the properties are the keys of its JSON and stay as
/// they are; a property without a value is left out.
public struct PrefixesReport: Codable, Hashable, Sendable {
  /// A prefix behind this node.
  public struct Served: Codable, Hashable, Sendable {
    /// The addresses; 0.0.0.0/0 and ::/0 for an exit.
    public var prefix: String
    /// Whether it is announced.
    public var isHealthy: Bool
    /// The check, as in config.yaml.
    public var check: String?
    /// How often the check has failed.
    public var failures: UInt64?
    /// Whether packets to it get an address of this host.
    public var masquerade: Bool?
  }

  /// A node that serves a prefix.
  public struct Server: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its node ID, 32 hexadecimal digits.
    public var node: String
    /// Whether it says that it can reach the prefix.
    public var isHealthy: Bool
    /// Whether its credential allows it to serve the prefix.
    public var isAuthorised: Bool
    /// Whether there is a path to it that works.
    public var isReachable: Bool
    /// Whether new flows go to it.
    public var isInUse: Bool
  }

  /// A prefix behind other nodes.
  public struct Prefix: Codable, Hashable, Sendable {
    /// The addresses.
    public var prefix: String
    /// Whether the settings of this node take it.
    public var isAccepted: Bool
    /// Whether the kernel sends its packets into the overlay.
    public var isRouted: Bool
    /// Who serves it, the one in use first.
    public var servers: [Server]
  }

  /// What lies behind this node.
  public var served: [Served]
  /// What lies behind others.
  public var prefixes: [Prefix]
  /// `off`, `auto` or a node's name.
  public var exit: String
}
