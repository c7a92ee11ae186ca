import OverlayCore

/// A host's address in the network below: `10.generation.high.low`, where high and low are the
/// host's number and the generation tells its successive addresses apart.
struct SimulatedAddress: Hashable {
  var host: Int
  var generation: UInt8

  init(host: Int, generation: UInt8) {
    self.host = host
    self.generation = generation
  }

  private static let port: UInt16 = 4242

  var underlay: UnderlayAddress {
    let value = 10 << 24 | UInt32(generation) << 16 | UInt32(host)
    return UnderlayAddress(ipv4: value, port: Self.port)
  }

  /// The host that has or had the address; nil for an address outside the simulation.
  init?(_ address: UnderlayAddress) {
    let value = UInt32(truncatingIfNeeded: address.host)
    guard address.family == .ipv4, value >> 24 == 10, address.port == Self.port else {
      return nil
    }
    host = Int(value & 0xffff)
    generation = UInt8(truncatingIfNeeded: value >> 16)
  }
}
