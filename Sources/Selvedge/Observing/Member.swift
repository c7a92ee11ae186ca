public import OverlayCore

/// A member of the network as a node sees it.
public struct Member: Hashable, Sendable {
  /// Who it is.
  public var id: NodeID
  /// Its name.
  public var name: String
  /// Its IPv4 address in the overlay, for programs that use a network device.
  public var ipv4: String
  /// Its IPv6 address in the overlay.
  public var ipv6: String
  /// Whether it is the node that was asked.
  public var isSelf: Bool
  /// Whether datagrams can be sent to it at present.
  public var isReachable: Bool
  /// Its UDP addresses in the network below.
  public var addresses: [String]
}
