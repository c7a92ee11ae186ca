public import OverlaySecurity

/// What a node keeps about its network: network.json.
public struct NetworkRecord: Codable, Hashable, Sendable {
  /// The network's name, where it was founded; nodes that joined do not know it.
  public var name: String?
  /// The network's identifier.
  public var network: NetworkID
  /// The key without which nobody in the network answers, 32 bytes.
  public var presharedKey: [UInt8]

  /// A record with every field given.
  public init(name: String?, network: NetworkID, presharedKey: [UInt8]) {
    self.name = name
    self.network = network
    self.presharedKey = presharedKey
  }
}
