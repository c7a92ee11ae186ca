/// One wide-area interface of a lab's host.
public struct LabUplink: Hashable, Sendable {
  /// The interface's name inside the host.
  public let interface: String
  /// The host's number in its layout, from zero.
  public let host: Int
  /// Which of the host's uplinks it is, from zero.
  public let number: Int
  /// The interface's MTU, in bytes.
  public let mtu: Int

  /// Its addresses.
  public var address: LabAddress { LabAddress(host: host, uplink: number) }
}
