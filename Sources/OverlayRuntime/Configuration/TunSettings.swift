/// How the daemon's network device is made.
public struct TunSettings: Hashable, Sendable, Codable {
  /// Whether there is one. Without it, only forwarded ports and the command line reach the overlay.
  public var enabled: Bool
  /// The device's name; `%d` becomes the first free number.
  public var name: String
  /// The largest IP packet that fits, in bytes.
  public var mtu: Int

  /// Settings with every field given.
  public init(enabled: Bool, name: String, mtu: Int) {
    self.enabled = enabled
    self.name = name
    self.mtu = mtu
  }
}
