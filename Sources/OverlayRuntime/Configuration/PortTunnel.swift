public import OverlayCore

/// A local UDP port whose datagrams are carried through the overlay to a port of another node.
///
/// For hosts where nobody may create a network device: programs speak to 127.0.0.1.
public struct PortTunnel: Hashable, Sendable {
  /// Where local programs send to.
  public var listen: UnderlayAddress
  /// The name of the node that has the service.
  public var node: String
  /// The service's port in the overlay.
  public var port: UInt16
  /// What the datagrams ask of their path; nil for the default class.
  public var trafficClass: TrafficClass?

  /// A tunnel with every field given.
  public init(
    listen: UnderlayAddress, node: String, port: UInt16, trafficClass: TrafficClass? = nil
  ) {
    self.listen = listen
    self.node = node
    self.port = port
    self.trafficClass = trafficClass
  }
}
