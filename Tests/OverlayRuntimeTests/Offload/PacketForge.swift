import OverlayCore

@testable import OverlayRuntime

/// Makes IP packets and checks them, byte by byte and in the plainest way: the oracle beside the
/// code that cuts and joins them.
struct PacketForge {
  /// What a packet is made of.
  struct Recipe {
    var isIPv6 = false
    var isTCP = true
    var ports: (UInt16, UInt16) = (40_000, 443)
    var tcpOptions: [UInt8] = []
    var flags: UInt8 = 0x10
    var sequence: UInt32 = 0
    var acknowledgement: UInt32 = 77
    var window: UInt16 = 512
    var identification: UInt16 = 0
    var tos: UInt8 = 0
    var host: UInt8 = 2
    var payload: [UInt8] = []
  }

  static func packet(_ recipe: Recipe) -> [UInt8] {
    var transport: [UInt8] = big(recipe.ports.0) + big(recipe.ports.1)
    if recipe.isTCP {
      transport += big32(recipe.sequence) + big32(recipe.acknowledgement)
      transport += [UInt8((20 + recipe.tcpOptions.count) / 4) << 4, recipe.flags]
      transport += big(recipe.window) + [0, 0, 0, 0] + recipe.tcpOptions
    } else {
      transport += big(UInt16(8 + recipe.payload.count)) + [0, 0]
    }
    transport += recipe.payload
    let upper: UInt8 = recipe.isTCP ? 6 : 17
    let (source, destination) = addresses(recipe)
    let pseudo = source + destination + big32(UInt32(transport.count)) + [0, 0, 0, upper]
    var field = checksum(pseudo + transport)
    if !recipe.isTCP, field == 0 { field = 0xffff }
    let place = recipe.isTCP ? 16 : 6
    transport.replaceSubrange(place..<place + 2, with: big(field))
    guard !recipe.isIPv6 else {
      return [0x60 | recipe.tos >> 4, recipe.tos << 4, 0, 9] + big(UInt16(transport.count))
        + [upper, 64] + source + destination + transport
    }
    var ip: [UInt8] = [0x45, recipe.tos] + big(UInt16(20 + transport.count))
    ip += big(recipe.identification) + [0x40, 0, 64, upper, 0, 0] + source + destination
    ip.replaceSubrange(10..<12, with: big(checksum(ip)))
    return ip + transport
  }

  private static func addresses(_ recipe: Recipe) -> ([UInt8], [UInt8]) {
    guard recipe.isIPv6 else { return ([10, 99, 0, 1], [10, 99, 0, recipe.host]) }
    let prefix: [UInt8] = [0xfd, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    return (prefix + [1], prefix + [recipe.host])
  }

  /// A large packet as the kernel hands it over, cut the plain way: payload by payload.
  static func cut(_ recipe: Recipe, into size: Int) -> [[UInt8]] {
    var packets: [[UInt8]] = []
    var offset = 0
    while offset < recipe.payload.count {
      let end = min(offset + size, recipe.payload.count)
      var piece = recipe
      piece.payload = Array(recipe.payload[offset..<end])
      piece.sequence = recipe.sequence &+ UInt32(offset)
      piece.identification = recipe.identification &+ UInt16(packets.count)
      if end < recipe.payload.count { piece.flags &= ~0x09 }
      if offset > 0 { piece.flags &= ~0x80 }
      packets.append(packet(piece))
      offset = end
    }
    return packets
  }

  /// RFC 1071, word by word.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var total: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? bytes[index + 1] : 0
      total += UInt32(bytes[index]) << 8 | UInt32(low)
      if total > 0xffff { total = total & 0xffff + 1 }
    }
    return ~UInt16(total)
  }

  static func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }

  static func big32(_ value: UInt32) -> [UInt8] {
    big(UInt16(value >> 16)) + big(UInt16(value & 0xffff))
  }

  static func random(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// Puts bytes into a buffer.
  static func fill(_ buffer: PacketBuffer, with bytes: [UInt8], at offset: Int = 0) {
    for (index, byte) in bytes.enumerated() { buffer[offset + index] = byte }
  }

  /// The bytes of a range.
  static func bytes(_ buffer: PacketBuffer, _ range: Range<Int>) -> [UInt8] {
    range.map { buffer[$0] }
  }
}
