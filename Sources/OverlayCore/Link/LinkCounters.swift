/// What crossed a link, for people.
public struct LinkCounters: Hashable, Sendable {
  /// Bytes of datagrams sent that carried packets.
  public var dataBytesSent: UInt64 = 0
  /// Bytes of datagrams sent that carried beacons and other control.
  public var controlBytesSent: UInt64 = 0
  /// Bytes of datagrams received that carried packets.
  public var dataBytesReceived: UInt64 = 0
  /// Bytes of datagrams received that carried control.
  public var controlBytesReceived: UInt64 = 0

  /// Bytes of packets, either way.
  var dataBytes: UInt64 { dataBytesSent &+ dataBytesReceived }

  /// All zero.
  public init() {}
}
