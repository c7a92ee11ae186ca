public import OverlayCore

/// A datagram that came for this application.
public struct Datagram: Hashable, Sendable {
  /// What the sender sent, whole.
  public var payload: [UInt8]
  /// The member that sent it: proved by its keys.
  public var source: NodeID
  /// The port it was sent from; an answer goes there.
  public var sourcePort: UInt16
  /// The class that it travelled in.
  public var trafficClass: TrafficClass

  /// A datagram with every field given.
  public init(
    payload: [UInt8], source: NodeID, sourcePort: UInt16, trafficClass: TrafficClass
  ) {
    self.payload = payload
    self.source = source
    self.sourcePort = sourcePort
    self.trafficClass = trafficClass
  }
}
