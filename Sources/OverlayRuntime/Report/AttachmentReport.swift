/// What a program that hands a network device over is told. A property without a value is left out.
public struct AttachmentReport: Codable, Hashable, Sendable {
  /// A member's name with its addresses in the overlay.
  public struct Host: Codable, Hashable, Sendable {
    /// The member's name.
    public var name: String
    /// Its IPv4 address.
    public var ipv4: String
    /// Its IPv6 address.
    public var ipv6: String

    /// A host with every field given.
    public init(name: String, ipv4: String, ipv6: String) {
      self.name = name
      self.ipv4 = ipv4
      self.ipv6 = ipv6
    }
  }

  /// The addresses of the device: this node's own.
  public var own: Host
  /// The length of the overlay's IPv4 prefix.
  public var ipv4PrefixLength: Int
  /// The length of the overlay's IPv6 prefix.
  public var ipv6PrefixLength: Int
  /// The largest packet that the device may carry, in bytes.
  public var mtu: Int
  /// Which share of the ports the device has.
  public var share: Int
  /// The ports of the share, for connections that programs begin.
  public var firstPort: UInt16
  /// The last of them.
  public var lastPort: UInt16
  /// The other members that are known here, by name.
  public var members: [Host]
}
