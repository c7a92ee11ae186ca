/// How the daemon's network device is made.
public struct TunSettings: Hashable, Sendable, Codable {
  /// Whether there is one. Without it, only forwarded ports and the command line reach the overlay.
  public var enabled: Bool
  /// The device's name; `%d` becomes the first free number.
  public var name: String
  /// The largest IP packet that fits, in bytes.
  public var mtu: Int
  /// Whether packets pass in pieces of up to 64 KiB between the kernel and the daemon, where the
  /// kernel can do that. For finding faults only: without it everything works, slower.
  public var offload: Bool

  /// Settings with every field given.
  public init(enabled: Bool, name: String, mtu: Int, offload: Bool = true) {
    self.enabled = enabled
    self.name = name
    self.mtu = mtu
    self.offload = offload
  }
}
