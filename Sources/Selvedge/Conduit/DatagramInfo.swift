public import OverlayCore

/// A datagram that was received into a buffer of the application's.
public struct DatagramInfo: Hashable, Sendable {
  /// Bytes that the sender sent. When the buffer has fewer, the rest was cut off.
  public var byteCount: Int
  /// The member that sent it: proved by its keys.
  public var source: NodeID
  /// The port it was sent from; an answer goes there.
  public var sourcePort: UInt16
  /// The class that it travelled in.
  public var trafficClass: TrafficClass
}
