/// A lab that is up, as programs read of it.
public struct LabStatus: Codable, Hashable, Sendable {
  /// A host.
  public struct Host: Codable, Hashable, Sendable {
    /// Its name in the scenario.
    public var name: String
    /// The network namespace that it is.
    public var namespace: String
    /// Its uplinks, the one that is used by default first.
    public var uplinks: [Uplink]
  }

  /// A host's wide-area interface.
  public struct Uplink: Codable, Hashable, Sendable {
    /// The interface's name inside the host.
    public var interface: String
    /// Its IPv4 address.
    public var ipv4: String
    /// Its IPv6 address.
    public var ipv6: String
    /// Its MTU, in bytes.
    public var mtu: Int
  }

  /// One direction between two uplinks of different hosts, as it is at the moment.
  public struct Path: Codable, Hashable, Sendable {
    /// Where packets come from: a host, or `host/uplink` where it has several.
    public var from: String
    /// Where they go.
    public var to: String
    /// Whether nothing comes through.
    public var isCut: Bool
    /// Time under way.
    public var delayMilliseconds: Double
    /// The most that is added to it.
    public var jitterMilliseconds: Double
    /// The share that is lost over a long time.
    public var loss: Double
    /// The bottleneck's rate; nil where there is none.
    public var bitsPerSecond: UInt64?
    /// The largest packet; nil where there is no limit besides the interfaces' own.
    public var mtu: Int?
    /// Packets that were sent since the lab is up.
    public var packets: UInt64
    /// Those that were lost, for whatever reason.
    public var lost: UInt64
  }

  /// Packets on all paths.
  public struct Counters: Codable, Hashable, Sendable {
    /// Packets that hosts sent to each other.
    public var packets: UInt64
    /// Those that arrived, duplicates included.
    public var delivered: UInt64
    /// Those that the model took.
    public var lost: UInt64
    /// Those for which the emulator had no room or which a host's kernel refused. Anything but zero
    /// means that the lab was asked for too much.
    public var overflowed: UInt64
    /// Packets that hosts' kernels dropped because the emulator did not read them in time. They are
    /// in no other count, and no model lost them.
    public var unread: UInt64
    /// Packets to addresses that no host has, such as multicast.
    public var strays: UInt64
  }

  /// The lab's name.
  public var name: String
  /// The scenario's name.
  public var scenario: String
  /// What the scenario is for.
  public var summary: String
  /// The emulator's process number.
  public var process: Int
  /// How long the lab has been up.
  public var uptimeSeconds: Double
  /// The hosts.
  public var hosts: [Host]
  /// All paths.
  public var paths: [Path]
  /// What has become of all packets.
  public var counters: Counters
}
