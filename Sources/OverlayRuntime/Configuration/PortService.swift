public import OverlayCore

/// A port of this node in the overlay whose datagrams go to a local UDP address.
public struct PortService: Hashable, Sendable {
  /// The port that other nodes' tunnels name.
  public var port: UInt16
  /// Where the local program listens.
  public var deliver: UnderlayAddress

  /// A service with every field given.
  public init(port: UInt16, deliver: UnderlayAddress) {
    self.port = port
    self.deliver = deliver
  }
}
