/// A UDP port of an emulated host.
public struct EmulatedEndpoint: Hashable, Sendable {
  /// The host, from zero.
  public var host: Int
  /// The port. The same number is used on the host and on the emulator's sockets.
  public var port: UInt16

  /// A port of a host.
  public init(host: Int, port: UInt16) {
    self.host = host
    self.port = port
  }
}
