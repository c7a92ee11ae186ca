public import OverlayCore

/// An interface of this host that is up, with its addresses.
public struct HostInterface: Hashable, Sendable {
  /// Its name, such as `eth0`.
  public var name: String
  /// Its number. An interface that vanishes and comes back under its old name has another.
  public var number: UInt32
  /// Whether it has a carrier: the cable is plugged in, the radio has found its network.
  public var isRunning: Bool
  /// Whether a default route leads through it.
  public var hasDefaultRoute: Bool
  /// Its addresses, link-local ones left out; the port of each is 0.
  public var addresses: [UnderlayAddress]

  /// An interface with everything given.
  public init(
    name: String, number: UInt32, isRunning: Bool = true, hasDefaultRoute: Bool = true,
    addresses: [UnderlayAddress]
  ) {
    self.name = name
    self.number = number
    self.isRunning = isRunning
    self.hasDefaultRoute = hasDefaultRoute
    self.addresses = addresses
  }
}
