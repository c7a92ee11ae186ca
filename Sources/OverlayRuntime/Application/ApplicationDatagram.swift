public import OverlayCore

/// A datagram that came for an application, less its bytes.
public struct ApplicationDatagram: Hashable, Sendable {
  /// The member that sent it: proved by its keys.
  public var source: NodeID
  /// The port that it was sent from, which an answer goes to.
  public var sourcePort: UInt16
  /// The class that it travelled in.
  public var trafficClass: TrafficClass
  /// Bytes of its payload.
  public var byteCount: Int

  /// A datagram with every field given.
  public init(
    source: NodeID, sourcePort: UInt16, trafficClass: TrafficClass, byteCount: Int
  ) {
    self.source = source
    self.sourcePort = sourcePort
    self.trafficClass = trafficClass
    self.byteCount = byteCount
  }
}
