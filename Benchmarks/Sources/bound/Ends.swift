import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// What both directions of a tunnel share, on one thread or on several: nobody but the reader reads
/// from the device, nobody but the sealer sends through the socket, and nobody but the opener receives
/// from it and writes to the device.
final class Ends: @unchecked Sendable {
  static let counterBytes = 8

  let socket: UDPSocket
  let device: TunDevice
  let peer: UnderlayAddress
  /// Whether packets are left unsealed, to see what the system calls cost alone.
  let isPlain: Bool

  init(_ arguments: Arguments) throws {
    let socket = try UDPSocket(bindingTo: arguments.address("--listen"))
    let device = try TunDevice(name: arguments.text("--tun"))
    let parts = arguments.text("--address").split(separator: "/")
    guard parts.count == 2, let address = IPNotation.parseIPv4(parts[0]),
      let length = Int(parts[1])
    else { fail("--address wants an address such as 10.98.0.1/24") }
    try device.setMTU(PacketLayout.payloadBytesMax)
    try device.setIPv4(address, prefixLength: length)
    try device.setUp()
    self.socket = socket
    self.device = device
    peer = arguments.address("--peer")
    isPlain = arguments.has("--plain")
  }

  func cipher() -> FrameCipher {
    FrameCipher(key: [UInt8](repeating: 7, count: FrameCipher.keyBytes))
  }
}
