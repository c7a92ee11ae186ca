/// What `selvedge resolve` tells. The names of the properties are the keys of its JSON and stay as
/// they are.
public struct ResolutionReport: Codable, Hashable, Sendable {
  /// The node's name.
  public var name: String
  /// Its name with the domain behind it.
  public var domainName: String
  /// Its node ID, 32 hexadecimal digits.
  public var node: String
  /// Its IPv4 address in the overlay.
  public var ipv4: String
  /// Its IPv6 address in the overlay.
  public var ipv6: String
}
