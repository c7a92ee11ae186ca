import OverlayRuntime

/// One of the emulator's sockets: what hosts send to `endpoint` arrives here, and what comes from
/// `endpoint` leaves here.
final class EmulatorSocket {
  let endpoint: EmulatedEndpoint
  let socket: UDPSocket
  var queue = SendQueue()

  init(_ endpoint: EmulatedEndpoint) throws {
    self.endpoint = endpoint
    socket = try UDPSocket(bindingTo: EmulatedAddressing.remote(endpoint))
  }
}
